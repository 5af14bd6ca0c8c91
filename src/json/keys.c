/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table with linear probing: a search in the list of keys would take quadratic time for a
 * large map. */
#include "keys.h"

#include "brig/base/str.h"

static size_t hash(const char *key)
{
	uint64_t h = 0xcbf29ce484222325; /* FNV-1a */

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 0x100000001b3;
	return (size_t)(h ^ h >> 32);
}

/* The slot that holds the key, or the empty slot for it. */
static const char **slot_of(const char **slots, size_t n, const char *key)
{
	size_t i = hash(key) & (n - 1);

	while (slots[i] && !str_eq(slots[i], key))
		i = (i + 1) & (n - 1);
	return &slots[i];
}

static void grow(struct arena *a, struct frame *f)
{
	size_t n = f->n_keys ? f->n_keys * 4 : 32;
	const char **slots = arena_array(a, n, sizeof(*slots));

	for (size_t i = 0; i < f->n_keys; i++)
		if (f->keys[i])
			*slot_of(slots, n, f->keys[i]) = f->keys[i];
	f->keys = slots;
	f->n_keys = n;
}

bool keys_add(struct arena *a, struct frame *f, const char *key)
{
	const char **slot;

	/* The set keeps the keys of dropped elements. */
	if (f->n + f->dropped >= f->n_keys / 2)
		grow(a, f);
	slot = slot_of(f->keys, f->n_keys, key);
	if (*slot)
		return false;
	*slot = key;
	return true;
}

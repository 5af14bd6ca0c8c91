/* SPDX-License-Identifier: Apache-2.0 */
/* Strings that grow in an arena, and comparisons of strings. */
#ifndef BRIG_BASE_STR_H
#define BRIG_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "brig/base/arena.h"

/* All but the arena starts zeroed. p is NULL before the first append, NUL-terminated afterwards. */
struct str {
	struct arena *arena;
	char *p;
	size_t n, cap;
};

void str_add(struct str *s, const char *text);
void str_add_bytes(struct str *s, const char *bytes, size_t n);
void str_addf(struct str *s, const char *fmt, ...) printf_like(2, 3);

/* Appends n bytes of s and a NUL to the buffer text of size bytes, of which used are filled; cuts s
 * when it does not fit. Returns used + n; the text is complete when that is less than size. */
size_t str_put(char *text, size_t size, size_t used, const char *s, size_t n);

/* The text; "" when nothing was added. Valid until the next append. */
const char *str_text(const struct str *s);

static inline bool str_eq(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);

/* A list of strings; v is NULL when the list is absent, and not NULL when it is empty. */
struct str_list {
	const char **v;
	size_t n;
};

/* A map of strings, in the order of the file; v is NULL when the map is absent. */
struct str_pair {
	const char *key, *value;
};

struct str_map {
	struct str_pair *v;
	size_t n;
};

/* The value of a key; NULL when the map does not contain it. */
const char *str_map_get(const struct str_map *m, const char *key);

#endif

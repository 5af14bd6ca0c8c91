/* SPDX-License-Identifier: Apache-2.0 */
/* Writes values to a buffer in the arena and reads them back. */
#include "brig/base/serialize.h"

#include <string.h>

static void append(struct serializer *p, const void *from, size_t n)
{
	if (n > p->cap - p->n) {
		uint8_t *v;

		p->cap = (p->n + n) * 2;
		v = arena_alloc(p->arena, p->cap);
		if (p->n > 0)
			memcpy(v, p->v, p->n);
		p->v = v;
	}
	if (n > 0)
		memcpy(p->v + p->n, from, n);
	p->n += n;
}

void serialize_number(struct serializer *p, uint64_t number)
{
	append(p, &number, sizeof(number));
}

void serialize_bytes(struct serializer *p, const void *from, size_t n)
{
	serialize_number(p, n);
	append(p, from, n);
}

void serialize_text(struct serializer *p, const char *text)
{
	serialize_bytes(p, text, strlen(text) + 1);
}

static const void *consume(struct serializer *p, size_t n)
{
	const void *from;

	if (p->truncated || n > p->n - p->at) {
		p->truncated = true;
		return NULL;
	}
	from = p->v + p->at;
	p->at += n;
	return from;
}

uint64_t deserialize_number(struct serializer *p)
{
	const void *from = consume(p, sizeof(uint64_t));
	uint64_t number = 0;

	if (from)
		memcpy(&number, from, sizeof(number));
	return number;
}

const void *deserialize_bytes(struct serializer *p, size_t *n)
{
	const void *from;

	*n = deserialize_number(p);
	from = consume(p, *n);
	if (!from)
		*n = 0;
	return from;
}

const char *deserialize_text(struct serializer *p)
{
	size_t n;
	const char *text = deserialize_bytes(p, &n);

	if (n > 0 && text[n - 1] == '\0')
		return text;
	p->truncated = true;
	return "";
}

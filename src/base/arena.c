/* SPDX-License-Identifier: Apache-2.0 */
/* A list of blocks; each is filled from its beginning. */
#include "brig/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 60 * 1024, ALIGN = 16 };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	_Alignas(ALIGN) char data[];
};

static _Noreturn void out_of_memory(void)
{
	fputs("brig: out of memory\n", stderr);
	exit(EXIT_FAILURE);
}

static struct arena_block *block_new(size_t size)
{
	struct arena_block *b;

	if (size > SIZE_MAX - sizeof(*b) || !(b = malloc(sizeof(*b) + size)))
		out_of_memory();
	b->used = 0;
	b->size = size;
	return b;
}

void arena_free(struct arena *a)
{
	while (a->head) {
		struct arena_block *next = a->head->next;

		free(a->head);
		a->head = next;
	}
}

/* Uninitialized memory. */
static void *reserve(struct arena *a, size_t size)
{
	struct arena_block *b = a->head;
	void *p;

	if (size > SIZE_MAX - ALIGN)
		out_of_memory();
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (!b || b->size - b->used < size) {
		b = block_new(size > BLOCK_SIZE ? size : BLOCK_SIZE);
		b->next = a->head;
		a->head = b;
	}
	p = b->data + b->used;
	b->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	/* Zeroing a whole block at once would touch pages that are never used. */
	return memset(reserve(a, size), 0, size);
}

void arena_trim(struct arena *a, void *p, size_t used)
{
	struct arena_block *b = a->head;
	size_t end = (size_t)((char *)p - b->data) + (used + ALIGN - 1) / ALIGN * ALIGN;

	if (end < b->used)
		b->used = end;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		out_of_memory();
	return arena_alloc(a, total);
}

void *arena_copy(struct arena *a, const void *from, size_t size)
{
	void *p = reserve(a, size);

	if (size > 0)
		memcpy(p, from, size);
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_copy(a, s, strlen(s) + 1);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *p = reserve(a, len + 1);

	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	struct arena_block *b = a->head;
	size_t room = b ? b->size - b->used : 0;
	va_list again;
	int n;
	char *p;

	va_copy(again, ap);
	/* The text nearly always fits into the block, so it is formatted once. */
	n = vsnprintf(room > 0 ? b->data + b->used : NULL, room, fmt, ap);
	if (n < 0)
		out_of_memory();
	p = reserve(a, (size_t)n + 1);
	if ((size_t)n >= room)
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}

void *arena_grow(struct arena *a, void *v, size_t *n, size_t *cap, size_t size)
{
	if (*n == *cap) {
		size_t bigger = *cap ? *cap * 2 : 8;
		void *moved = arena_array(a, bigger, size);

		if (*n > 0)
			memcpy(moved, v, *n * size);
		v = moved;
		*cap = bigger;
	}
	(*n)++;
	return v;
}

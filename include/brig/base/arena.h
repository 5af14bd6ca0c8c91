/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that is freed as a whole: one arena for each command holds its config, plan and strings.
 */
#ifndef BRIG_BASE_ARENA_H
#define BRIG_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "brig/base/err.h"

struct arena_block;

struct arena {
	struct arena_block *head;
};

/* An arena starts as a zeroed struct; arena_free() returns it to that state. */
void arena_free(struct arena *a);

/* Zeroed memory aligned for any type. Never NULL: when malloc(3) fails, the program prints "out of
 * memory" and exits with status 1. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));

/* Zeroed memory for n elements of the given size; an overflow of n * size is out of memory too. */
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((malloc, returns_nonnull));

/* Shrinks p, which must be the latest allocation, to used bytes; the arena reuses the rest. */
void arena_trim(struct arena *a, void *p, size_t used);

void *arena_copy(struct arena *a, const void *from, size_t size) __attribute__((returns_nonnull));
char *arena_strdup(struct arena *a, const char *s) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *a, const char *s, size_t n) __attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *fmt, ...) printf_like(2, 3)
	__attribute__((returns_nonnull));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) printf_like(2, 0)
	__attribute__((returns_nonnull));

/* Appends one zeroed element to the array v (n elements used, cap allocated), increments *n and
 * returns the array, which may have moved: v = arena_grow(a, v, &n, &cap, sizeof(*v)). */
void *arena_grow(struct arena *a, void *v, size_t *n, size_t *cap, size_t size)
	__attribute__((returns_nonnull));

#define autoarena __attribute__((cleanup(arena_free)))

#endif

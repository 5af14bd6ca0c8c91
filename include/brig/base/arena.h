/* SPDX-License-Identifier: Apache-2.0 */
/* One arena for each command holds its config, plan and strings; nothing in it is freed alone. */
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

/* Zeroed memory aligned for any type. Never NULL: without memory the program says so and exits with
 * status 1, which can only happen before anything has been created on the host. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));

/* n elements of the given size; the product is checked. */
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((malloc, returns_nonnull));

/* Of p, the latest that was allocated, only used bytes are needed; what follows is free again. */
void arena_trim(struct arena *a, void *p, size_t used);

void *arena_copy(struct arena *a, const void *from, size_t size) __attribute__((returns_nonnull));
char *arena_strdup(struct arena *a, const char *s) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *a, const char *s, size_t n) __attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *fmt, ...) printf_like(2, 3)
	__attribute__((returns_nonnull));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) printf_like(2, 0)
	__attribute__((returns_nonnull));

/* Makes room for one more zeroed element at the end of the array v (n elements used, cap
 * allocated), counts it in *n, and returns the array, which may have moved: v = arena_grow(a, v,
 * &n, &cap, sizeof(*v)). */
void *arena_grow(struct arena *a, void *v, size_t *n, size_t *cap, size_t size)
	__attribute__((returns_nonnull));

#define autoarena __attribute__((cleanup(arena_free)))

#endif

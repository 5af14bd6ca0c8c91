/* SPDX-License-Identifier: Apache-2.0 */
/* Text that grows in an arena, and questions about strings. */
#ifndef BRIG_BASE_STR_H
#define BRIG_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "brig/base/arena.h"

/* Zero it but for the arena; p is NUL-terminated after the first append, NULL before. */
struct str {
	struct arena *arena;
	char *p;
	size_t n, cap;
};

void str_add(struct str *s, const char *text);
void str_add_bytes(struct str *s, const char *bytes, size_t n);
void str_addf(struct str *s, const char *fmt, ...) printf_like(2, 3);

/* Puts n bytes of s and a NUL behind the first used bytes of text, which has room for size; what
 * does not fit is cut off. Returns used + n: all of it is there when that is less than size. */
size_t str_put(char *text, size_t size, size_t used, const char *s, size_t n);

/* The text, "" when nothing was added. Valid until the next append. */
const char *str_text(const struct str *s);

static inline bool str_eq(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);

/* A list of strings; v is NULL when the list is absent, not NULL when it is there and empty. */
struct str_list {
	const char **v;
	size_t n;
};

/* A map of strings in the order of the file; v as in str_list. */
struct str_pair {
	const char *key, *value;
};

struct str_map {
	struct str_pair *v;
	size_t n;
};

/* The value of a key, NULL when it is not there. */
const char *str_map_get(const struct str_map *m, const char *key);

#endif

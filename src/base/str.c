/* SPDX-License-Identifier: Apache-2.0 */
/* Growing strings and comparisons. */
#include "brig/base/str.h"

#include <stdarg.h>

void str_add_bytes(struct str *s, const char *bytes, size_t n)
{
	if (s->n + n + 1 > s->cap) {
		size_t cap = s->cap ? s->cap : 64;
		char *p;

		while (cap < s->n + n + 1)
			cap *= 2;
		p = arena_alloc(s->arena, cap);
		if (s->n > 0)
			memcpy(p, s->p, s->n);
		s->p = p;
		s->cap = cap;
	}
	if (n > 0)
		memcpy(s->p + s->n, bytes, n);
	s->n += n;
	s->p[s->n] = '\0';
}

void str_add(struct str *s, const char *text)
{
	str_add_bytes(s, text, strlen(text));
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	str_add(s, arena_vprintf(s->arena, fmt, ap));
	va_end(ap);
}

size_t str_put(char *text, size_t size, size_t used, const char *s, size_t n)
{
	size_t room = used < size ? size - used - 1 : 0, part = n < room ? n : room;

	if (used < size) {
		memcpy(text + used, s, part);
		text[used + part] = '\0';
	}
	return used + n;
}

const char *str_text(const struct str *s)
{
	return s->p ? s->p : "";
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && str_eq(s + n - m, suffix);
}

const char *str_map_get(const struct str_map *m, const char *key)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->v[i].key, key))
			return m->v[i].value;
	return NULL;
}

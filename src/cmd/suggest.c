/* SPDX-License-Identifier: Apache-2.0 */
/* Suggestions by edit distance. */
#include "suggest.h"

#include <string.h>

enum { NAME_MAX_BYTES = 32 };

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	a = a < b ? a : b;
	return a < c ? a : c;
}

/* Levenshtein distance; both names are shorter than NAME_MAX_BYTES. */
static unsigned edit_distance(const char *a, const char *b)
{
	unsigned row[NAME_MAX_BYTES];
	size_t width = strlen(b);

	for (size_t j = 0; j <= width; j++)
		row[j] = (unsigned)j;
	for (size_t i = 0; a[i]; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i + 1;
		for (size_t j = 0; j < width; j++) {
			unsigned above = row[j + 1];

			row[j + 1] = min3(above + 1, row[j] + 1, diagonal + (a[i] != b[j]));
			diagonal = above;
		}
	}
	return row[width];
}

const char *suggest(
	const char *typed, const char *(*next)(const void *table, size_t i), const void *table)
{
	/* Accepts one edit in a short name, two or three in a longer one. */
	unsigned best = (unsigned)strlen(typed) / 3 + 2;
	const char *nearest = NULL, *name;

	if (strlen(typed) >= NAME_MAX_BYTES)
		return NULL;
	for (size_t i = 0; (name = next(table, i)); i++) {
		unsigned d = strlen(name) < NAME_MAX_BYTES ? edit_distance(typed, name) : best;

		if (d < best) {
			best = d;
			nearest = name;
		}
	}
	return nearest;
}

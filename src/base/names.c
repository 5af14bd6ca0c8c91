/* SPDX-License-Identifier: Apache-2.0 */
/* Searches in sorted tables of names. */
#include "brig/base/names.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *key, const void *row)
{
	return strcmp(key, ((const struct name *)row)->name);
}

const struct name *names_find(const struct names *t, const char *name)
{
	return bsearch(name, t->v, t->n, sizeof(t->v[0]), compare);
}

const char *names_of(const struct names *t, uint64_t value)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].value == value)
			return t->v[i].name;
	return NULL;
}

bool names_sorted(const struct names *t)
{
	for (size_t i = 1; i < t->n; i++)
		if (strcmp(t->v[i - 1].name, t->v[i].name) >= 0)
			return false;
	return true;
}

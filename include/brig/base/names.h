/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of names and values, sorted by name (strcmp(3) order) for binary search. */
#ifndef BRIG_BASE_NAMES_H
#define BRIG_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct name {
	const char *name;
	uint64_t value;
};

struct names {
	const struct name *v;
	size_t n;
};

#define NAMES(table)                                        \
	{                                                   \
		(table), sizeof(table) / sizeof((table)[0]) \
	}

/* The row with this name; NULL when there is none. */
const struct name *names_find(const struct names *t, const char *name);

/* The first name with this value; NULL when there is none. */
const char *names_of(const struct names *t, uint64_t value);

/* For tests: whether the names are sorted and none is there twice. */
bool names_sorted(const struct names *t);

#endif

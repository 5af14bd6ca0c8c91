/* SPDX-License-Identifier: Apache-2.0 */
/* Elements that the lenient reader has dropped from lists, and the indices of those behind them. */
#ifndef BRIG_JSON_DROPPED_INDEX_H
#define BRIG_JSON_DROPPED_INDEX_H

#include <stddef.h>

#include "brig/base/arena.h"

/* A refused element that is not in its list. */
struct json_dropped_element {
	const char *list; /* path: linux.namespaces */
	size_t index;     /* in the text */
};

/* In the order of the text. */
struct json_dropped {
	struct json_dropped_element *v;
	size_t n, cap;
};

/* Converts a path whose indices count the elements that were kept into the path with the indices of
 * the text. The result is in the arena, or path itself when nothing was dropped. */
const char *json_dropped_path(const struct json_dropped *d, const char *path, struct arena *a);

#endif

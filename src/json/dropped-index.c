/* SPDX-License-Identifier: Apache-2.0 */
/* Indices of elements behind dropped ones. */
#include "brig/json/dropped-index.h"

#include <stdlib.h>

#include "brig/base/str.h"

/* The index in the text of the element with that index in the list. The dropped elements of a list
 * are sorted by index, because the reader follows the text. */
static size_t index_in_text(const struct json_dropped *d, const char *list, size_t index)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i].index <= index && str_eq(d->v[i].list, list))
			index++;
	return index;
}

static bool is_index(const char *at)
{
	return at[0] == '[' && at[1] >= '0' && at[1] <= '9';
}

const char *json_dropped_path(const struct json_dropped *d, const char *path, struct arena *a)
{
	struct str s = {.arena = a};

	if (d->n == 0)
		return path;
	while (*path) {
		char *end;

		if (!is_index(path)) {
			str_add_bytes(&s, path++, 1);
			continue;
		}
		str_addf(&s, "[%zu", index_in_text(d, str_text(&s), strtoul(path + 1, &end, 10)));
		path = end;
	}
	return str_text(&s);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Paths into lists that have lost elements. */
#include <stdlib.h>

#include "brig/base/str.h"
#include "brig/json/json.h"

/* Gaps of a list are in the order of their indices, since they were found in the order of the text.
 */
static size_t in_text(const struct json_gaps *g, const char *list, size_t index)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->v[i].index <= index && str_eq(g->v[i].list, list))
			index++;
	return index;
}

static bool is_index(const char *at)
{
	return at[0] == '[' && at[1] >= '0' && at[1] <= '9';
}

const char *json_gaps_path(const struct json_gaps *g, const char *path, struct arena *a)
{
	struct str s = {.arena = a};

	if (g->n == 0)
		return path;
	while (*path) {
		char *end;

		if (!is_index(path)) {
			str_add_bytes(&s, path++, 1);
			continue;
		}
		str_addf(&s, "[%zu", in_text(g, str_text(&s), strtoul(path + 1, &end, 10)));
		path = end;
	}
	return str_text(&s);
}

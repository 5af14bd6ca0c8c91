/* SPDX-License-Identifier: Apache-2.0 */
/* Parses lists of CPUs and memory nodes. */
#include "brig/process/bit-set.h"

#include <stdlib.h>

enum { SET_MAX = 65536, WORD = sizeof(unsigned long) * 8 };

static bool parse_number(const char **at, unsigned long *ret)
{
	char *end;

	if (**at < '0' || **at > '9')
		return false;
	*ret = strtoul(*at, &end, 10);
	*at = end;
	return *ret < SET_MAX;
}

static bool parse_range(const char **at, unsigned long *first, unsigned long *last)
{
	if (!parse_number(at, first))
		return false;
	*last = *first;
	if (**at != '-')
		return true;
	++*at;
	return parse_number(at, last) && *first <= *last;
}

bool bit_set_parse(struct bit_set *out, const char *list, struct arena *a, struct err *e)
{
	unsigned long bits[SET_MAX / WORD] = {0}, first, last, top = 0;
	const char *p = list;

	*out = (struct bit_set){0};
	if (!list || !*list)
		return true;
	for (;;) {
		if (!parse_range(&p, &first, &last))
			return fail(e, "'%s' is not a list such as 0-3,7 of numbers below %d", list,
				SET_MAX);
		for (unsigned long i = first; i <= last; i++)
			bits[i / WORD] |= 1UL << i % WORD;
		top = last > top ? last : top;
		if (*p == '\0')
			break;
		if (*p++ != ',')
			return fail(e, "'%s' is not a list such as 0-3,7", list);
	}
	out->words = top / WORD + 1;
	out->v = arena_copy(a, bits, out->words * sizeof(bits[0]));
	out->text = list;
	return true;
}

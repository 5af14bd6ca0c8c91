/* SPDX-License-Identifier: Apache-2.0 */
/* The parser for lists of numbers and ranges. */
#include "brig/base/range-list.h"

#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool range_list_next(const char **list, unsigned long *first, unsigned long *last)
{
	const char *number = *list + strspn(*list, " \t\n");
	char *end;

	if (!is_digit(*number))
		return false;
	*first = *last = strtoul(number, &end, 10);
	if (*end == '-' && is_digit(end[1]))
		*last = strtoul(end + 1, &end, 10);
	if (*end != '\0' && *end != ',')
		return false;
	*list = *end == ',' ? end + 1 : end;
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of numbers and ranges, "0-3,7": CPUs and memory nodes (cpuset(7), "List format"). */
#ifndef BRIG_BASE_RANGE_LIST_H
#define BRIG_BASE_RANGE_LIST_H

#include <stdbool.h>

/* Parses the next range and moves *list behind it and its comma; a single number is a range of one.
 * false at the end, where **list is '\0', and at text that is not a range, where it is not. */
bool range_list_next(const char **list, unsigned long *first, unsigned long *last);

#endif

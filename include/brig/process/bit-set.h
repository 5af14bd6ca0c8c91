/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of numbered CPUs or memory nodes (cpuset(7), List format). */
#ifndef BRIG_PROCESS_BIT_SET_H
#define BRIG_PROCESS_BIT_SET_H

#include <stddef.h>

#include "brig/base/arena.h"

/* Bit n of the array is CPU or memory node n, as sched_setaffinity(2) takes it. */
struct bit_set {
	unsigned long *v; /* NULL: absent */
	size_t words;
	const char *text; /* the list from which it was parsed */
};

/* Parses a list such as "0-3,7" of numbers below 65536; v is in the arena. NULL and "" are absent.
 */
bool bit_set_parse(
	struct bit_set *out, const char *list, struct arena *a, struct err *e) must_check;

#endif

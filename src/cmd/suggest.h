/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": suggestions for a mistyped name. */
#ifndef BRIG_SRC_CMD_SUGGEST_H
#define BRIG_SRC_CMD_SUGGEST_H

#include <stddef.h>

/* The candidate nearest to typed by edit distance, NULL when none is near enough. next(table, i)
 * returns candidate number i, NULL after the last one. */
const char *suggest(
	const char *typed, const char *(*next)(const void *table, size_t i), const void *table);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What each fuzz target defines, which is called by libFuzzer or by replay.c for each file of a
 * corpus; and what targets share. */
#ifndef BRIG_TESTS_FUZZ_FUZZ_H
#define BRIG_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "brig/base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What has to hold whatever the input is. */
static inline void check(bool good)
{
	if (!good)
		abort();
}

/* An input as several texts, so that its files in the corpus can be read: each text follows a line
 * "== NAME", up to the next such line. */
struct part {
	const char *name, *text;
};

enum { PARTS_MAX = 64 };

/* The first parts of an input, at most PARTS_MAX, copied to the arena; returns how many. */
size_t parts_of(struct part *ret, const uint8_t *data, size_t size, struct arena *a);

/* The text of the last part of this name, NULL when there is none. */
const char *part_named(const struct part *v, size_t n, const char *name);

/* A descriptor of a memory file with these bytes, to be read from the start; the same one each
 * time. */
int input_fd(const void *data, size_t size);

#endif

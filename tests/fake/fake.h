/* SPDX-License-Identifier: Apache-2.0 */
/* A second sys: every call becomes a line of text, and the n-th one can be made to fail. */
#ifndef BRIG_TESTS_FAKE_H
#define BRIG_TESTS_FAKE_H

#include "brig/base/err.h"

/* Forgets all lines; call number fail_at (from 1; 0 for none) will fail with EIO. */
void fake_reset(unsigned fail_at);

/* Notes one call. Returns true, or false with "<line>: Input/output error" in e when its turn to
 * fail has come. */
bool fake_call(struct err *e, const char *fmt, ...) must_check printf_like(2, 3);

/* All lines since the reset, each with a newline. */
const char *fake_lines(void);

/* How many calls there were. */
unsigned fake_count(void);

/* A descriptor for calls that return one: /dev/null opened afresh, so that closing it is right. */
int fake_fd(void);

#endif

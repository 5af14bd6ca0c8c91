/* SPDX-License-Identifier: Apache-2.0 */
/* A replacement of src/sys: every call becomes a line of the log, and the n-th call can be made to
 * fail. */
#ifndef BRIG_TESTS_FAKE_H
#define BRIG_TESTS_FAKE_H

#include "brig/base/err.h"

/* Clears the log; call number fail_at (from 1; 0 for none) will fail with EIO. */
void fake_reset(unsigned fail_at);

/* Logs one call. Returns true, or false with "<line>: Input/output error" in e when it is call
 * number fail_at. */
bool fake_call(struct err *e, const char *fmt, ...) must_check printf_like(2, 3);

/* The log since the reset; each line ends with a newline. */
const char *fake_lines(void);

/* The number of calls since the reset. */
unsigned fake_count(void);

/* Returns a new descriptor of /dev/null, for calls that return one; the caller closes it. */
int fake_fd(void);

#endif

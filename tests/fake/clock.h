/* SPDX-License-Identifier: Apache-2.0 */
/* The clock of the fake kernel: it advances only when something waits. */
#ifndef BRIG_TESTS_FAKE_CLOCK_H
#define BRIG_TESTS_FAKE_CLOCK_H

#include <stdint.h>

void fake_clock_reset(void);
void fake_clock_advance(int64_t ms);

#endif

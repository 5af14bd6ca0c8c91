/* SPDX-License-Identifier: Apache-2.0 */
/* The monotonic clock, and a sleep. */
#ifndef BRIG_SYS_CLOCK_H
#define BRIG_SYS_CLOCK_H

#include <stdint.h>

/* CLOCK_MONOTONIC in milliseconds; cannot fail. */
int64_t sys_clock_ms(void);

/* nanosleep(2); a signal ends it early. For events that no descriptor reports. */
void sys_sleep_us(int64_t microseconds);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks, and a sleep. */
#ifndef BRIG_SYS_CLOCK_H
#define BRIG_SYS_CLOCK_H

#include <stdint.h>
#include <time.h>

/* CLOCK_MONOTONIC in milliseconds and in nanoseconds; cannot fail. */
int64_t sys_clock_ms(void);
uint64_t sys_clock_ns(void);

/* CLOCK_REALTIME; cannot fail. */
struct timespec sys_clock_real(void);

/* nanosleep(2); a signal ends it early. For events that no descriptor reports. */
void sys_sleep_us(int64_t microseconds);

#endif

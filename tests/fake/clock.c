/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/clock.h. */
#include "clock.h"

#include "brig/sys/clock.h"

static int64_t now_ms;

void fake_clock_reset(void)
{
	now_ms = 0;
}

void fake_clock_advance(int64_t ms)
{
	now_ms += ms;
}

int64_t sys_clock_ms(void)
{
	return now_ms;
}

void sys_sleep_us(int64_t microseconds)
{
	now_ms += 1 + microseconds / 1000;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* clock_gettime(2) and nanosleep(2). */
#include "brig/sys/clock.h"

#include <time.h>

int64_t sys_clock_ms(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

uint64_t sys_clock_ns(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

struct timespec sys_clock_real(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_REALTIME, &now);
	return now;
}

void sys_sleep_us(int64_t microseconds)
{
	const struct timespec t = {
		.tv_sec = microseconds / 1000000, .tv_nsec = microseconds % 1000000 * 1000};

	nanosleep(&t, NULL);
}

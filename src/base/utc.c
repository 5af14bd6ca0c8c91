/* SPDX-License-Identifier: Apache-2.0 */
/* The Gregorian calendar. */
#include "brig/base/utc.h"

#include <stdbool.h>
#include <stdio.h>

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int month, int year)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

void utc_text(char out[UTC_TEXT], int64_t seconds)
{
	int64_t days = seconds / 86400;
	int year = 1970, month = 1, rest = (int)(seconds % 86400);

	for (; days >= 365 + is_leap(year); year++)
		days -= 365 + is_leap(year);
	for (; days >= days_in(month, year); month++)
		days -= days_in(month, year);
	snprintf(out, UTC_TEXT, "%04u-%02u-%02uT%02u:%02u:%02u", (unsigned)year % 10000,
		(unsigned)month % 100, (unsigned)(days + 1) % 100, (unsigned)rest / 3600 % 100,
		(unsigned)rest / 60 % 60, (unsigned)rest % 60);
}

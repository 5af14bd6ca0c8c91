/* SPDX-License-Identifier: Apache-2.0 */
/* Formats times. */
#ifndef BRIG_BASE_UTC_H
#define BRIG_BASE_UTC_H

#include <stdint.h>

enum { UTC_TEXT = sizeof("2026-11-22T05:21:07") };

/* Formats seconds since 1970-01-01 UTC (not negative) as RFC 3339, without fraction and zone.
 * gmtime_r(3) is not used because it reads the host's time zone file. */
void utc_text(char out[UTC_TEXT], int64_t seconds);

#endif

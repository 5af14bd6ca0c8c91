/* SPDX-License-Identifier: Apache-2.0 */
/* Times as text. */
#ifndef BRIG_BASE_UTC_H
#define BRIG_BASE_UTC_H

#include <stdint.h>

enum { UTC_TEXT = sizeof("2026-11-22T05:21:07") };

/* Seconds after 1970-01-01 (not negative), RFC 3339 without fraction and zone. gmtime_r(3) would
 * read the host's time zone first. */
void utc_text(char out[UTC_TEXT], int64_t seconds);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Parses numbers, sizes, durations and signals; text that is only partly valid is an error. */
#ifndef BRIG_BASE_PARSE_H
#define BRIG_BASE_PARSE_H

#include <stdint.h>

#include "brig/base/err.h"

/* Decimal digits only: no sign, no white space, no prefix; at most max. */
bool parse_u64(const char *s, uint64_t max, uint64_t *ret, struct err *e) must_check;

/* As parse_u64() with an optional leading '-', between min and max. */
bool parse_i64(const char *s, int64_t min, int64_t max, int64_t *ret, struct err *e) must_check;

/* Octal digits; at most 07777. */
bool parse_mode(const char *s, unsigned *ret, struct err *e) must_check;

/* A size in bytes: a number with an optional suffix b, k, m, g, t or p (any case, powers of 1024,
 * an optional "b" or "ib" after it), or -1. */
bool parse_size(const char *s, int64_t *ret, struct err *e) must_check;

/* A duration as Go writes it, one or more numbers each with a unit h, m, s, ms, us or ns: "5s",
 * "1m30s", "1.5h". The result is in milliseconds, from 1 to INT_MAX. */
bool parse_duration(const char *s, int *ret_ms, struct err *e) must_check;

/* A signal(7): a number from 0 to 64 (with 0, kill(2) only checks that the process exists), or a
 * name in upper or lower case, with or without "SIG"; RTMIN+N and RTMAX-N are names too. */
bool parse_signal(const char *s, int *ret, struct err *e) must_check;

/* "TERM" for 15; NULL for a number without a name. */
const char *signal_name(int sig);

#endif

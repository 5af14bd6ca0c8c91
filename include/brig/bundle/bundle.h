/* SPDX-License-Identifier: Apache-2.0 */
/* A bundle: a directory and the configuration in it. */
#ifndef BRIG_BUNDLE_BUNDLE_H
#define BRIG_BUNDLE_BUNDLE_H

#include "brig/base/report.h"
#include "brig/json/json.h"
#include "oci.h"

enum { BUNDLE_CONFIG_MAX = 16 << 20 }; /* bytes of config.json */

struct bundle {
	const char *path; /* absolute, resolved, UTF-8 */
	int dir;          /* O_PATH, closed by bundle_close() */
	const char *text; /* config.json as it is */
	size_t size;
	const struct oci_config *config; /* what could be read of it; NULL when nothing could */
	struct json_gaps gaps;           /* what is missing in its lists */
	size_t read;                     /* problems that were there when the reader was done */
};

/* Opens the directory dir and reads its config.json, or config_file when not NULL (relative to the
 * current directory). False and e when they can't be read at all: no such bundle, no such file, too
 * large, not a regular file (config_file may be a pipe). What is wrong inside goes to r; b->config
 * then has the rest, in which required properties may be missing (json_read_partly()), for plans
 * that are to be looked at and not carried out. Memory is r->arena's. */
bool bundle_open(struct bundle *b, const char *dir, const char *config_file, struct report *r,
	struct err *e) must_check;

void bundle_close(struct bundle *b);

/* Puts in order what was found in b->config after bundle_open(): a problem with what the reader has
 * refused already is dropped, paths get the indices of the text, and lines are filled in. */
void bundle_report(const struct bundle *b, struct report *r);

#endif

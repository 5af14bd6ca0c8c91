/* SPDX-License-Identifier: Apache-2.0 */
/* A bundle: a directory with the configuration of a container. */
#ifndef BRIG_BUNDLE_BUNDLE_H
#define BRIG_BUNDLE_BUNDLE_H

#include "brig/base/report.h"
#include "brig/json/dropped-index.h"
#include "oci.h"

enum { BUNDLE_CONFIG_MAX = 16 << 20 }; /* bytes of config.json */

struct bundle {
	const char *path; /* absolute, resolved, UTF-8 */
	int dir;          /* O_PATH, closed by bundle_close() */
	const char *text; /* the bytes of config.json */
	size_t size;
	const struct oci_config *config; /* its valid part; NULL when text is not a JSON object */
	struct json_dropped dropped;     /* refused elements of its lists */
	size_t reader_problems; /* the first so many problems of the report are the reader's */
};

/* Opens the directory dir and reads its config.json, or config_file when not NULL (relative to the
 * current directory). False and e when a file cannot be read: the bundle or the file does not
 * exist, the file is too large or is not a regular file (config_file may be a pipe). Problems of
 * the contents go to r; b->config then has the valid part, in which required properties may be
 * missing (json_read_partly()), and a plan made of it must not be applied. Memory is in r->arena.
 */
bool bundle_open(struct bundle *b, const char *dir, const char *config_file, struct report *r,
	struct err *e) must_check;

void bundle_close(struct bundle *b);

/* Completes the problems that were found in b->config after bundle_open(): removes those of a value
 * that the reader has refused already, changes indices in paths to those of the text, and sets
 * lines. */
void bundle_report(const struct bundle *b, struct report *r);

#endif

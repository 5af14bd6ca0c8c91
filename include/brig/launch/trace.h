/* SPDX-License-Identifier: Apache-2.0 */
/* When each step began and how long it took, of parent and child, as Trace Event JSON. */
#ifndef BRIG_LAUNCH_TRACE_H
#define BRIG_LAUNCH_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "brig/base/err.h"

/* Shared by all processes of one command; NULL when tracing is off, and everything below is then
 * free. */
struct trace;

/* path NULL: off. Otherwise memory shared with children, to be written to path by trace_close(). */
bool trace_open(const char *path, struct trace **ret, struct err *e) must_check;

/* Nanoseconds of the monotonic clock, 0 when off. */
uint64_t trace_now(const struct trace *t);

/* Notes that name, a string that lives as long as the program, took from start until now in this
 * process. */
void trace_note(struct trace *t, const char *name, uint64_t start);

/* Writes the file: an array of complete events, with plan (JSON text, NULL for none) in a metadata
 * event. Frees t. */
bool trace_close(struct trace *t, const char *path, const char *plan, struct err *e) must_check;

/* trace_close() at the end of a command that went well or not (ok, e). Returns ok, or false when
 * only the trace failed. */
bool trace_end(
	struct trace *t, const char *path, const char *plan, bool ok, struct err *e) must_check;

#endif

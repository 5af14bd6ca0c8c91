/* SPDX-License-Identifier: Apache-2.0 */
/* Records when each step of parent and children began and how long it took, as Trace Event JSON. */
#ifndef BRIG_LAUNCH_TRACE_H
#define BRIG_LAUNCH_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "brig/base/err.h"

/* Memory that all processes of one command share. NULL when tracing is off: the functions below do
 * nothing then. */
struct trace;

/* path NULL: *ret is NULL. Otherwise trace_close() writes the events to path. */
bool trace_open(const char *path, struct trace **ret, struct err *e) must_check;

/* Returns nanoseconds of the monotonic clock; 0 when t is NULL. */
uint64_t trace_now(const struct trace *t);

/* Adds the event that the step lasted in this process from start until now. name is a string
 * literal. */
void trace_note(struct trace *t, const char *name, uint64_t start);

/* Writes the file: an array of complete events, with plan (JSON text; NULL: none) in a metadata
 * event. Frees t. */
bool trace_close(struct trace *t, const char *path, const char *plan, struct err *e) must_check;

/* trace_close() at the end of a command that succeeded or failed (ok, e). Returns ok; false with an
 * error when only writing the trace failed. */
bool trace_end(
	struct trace *t, const char *path, const char *plan, bool ok, struct err *e) must_check;

#endif

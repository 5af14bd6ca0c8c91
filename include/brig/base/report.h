/* SPDX-License-Identifier: Apache-2.0 */
/* The problems of a bundle. The reader and each x_plan() add theirs and continue; `check` prints
 * all, and the other commands return the first refusal as their error. */
#ifndef BRIG_BASE_REPORT_H
#define BRIG_BASE_REPORT_H

#include "brig/base/arena.h"

enum severity {
	WARNING, /* the container is created, without what the problem names */
	REFUSAL, /* the container is not created */
};

struct problem {
	enum severity severity;
	const char *path;    /* JSON path: mounts[1].destination; "" for the whole document */
	unsigned line;       /* in config.json, from 1; 0 when unknown */
	const char *section; /* of the spec, document and heading: "config.md Mounts"; or NULL */
	const char *hint;    /* the advice to the user; or NULL */
	const char *text;
};

struct report {
	struct arena *arena;
	const char *file; /* the name for errors; NULL means config.json */
	struct problem *v;
	size_t n, cap;
	size_t refusals;
};

/* Formats a path in the report's arena: report_path(r, "mounts[%zu].options[%zu]", i, j). */
const char *report_path(struct report *r, const char *fmt, ...) printf_like(2, 3);

void report_refusal(struct report *r, const char *path, const char *section, const char *hint,
	const char *fmt, ...) printf_like(5, 6);

/* Adds a refusal: refuse(r, path, section, hint, fmt, …); the value is always false. The text does
 * not repeat the path. path, section and hint are not copied. */
#define refuse(...) (report_refusal(__VA_ARGS__), false)

/* Adds a warning, where the spec demands a log message instead of an error. */
void warn_about(struct report *r, const char *path, const char *section, const char *fmt, ...)
	printf_like(4, 5);

/* As refuse(), with the text of an error. */
#define refuse_err(r, path, section, hint, why) refuse(r, path, section, hint, "%s", (why)->text)

/* True when nothing was refused. Otherwise false, and e has the first refusal
 * ("config.json:41: mounts[1].destination: …; hint") and the number of the others. */
bool report_result(const struct report *r, struct err *e) must_check;

/* Logs each warning as "config.json: mounts[1].options: …". */
void report_log_warnings(const struct report *r);

#endif

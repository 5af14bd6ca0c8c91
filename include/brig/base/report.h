/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a bundle, as a list: every reader and x_plan() adds to it and goes on; `check`
 * prints all of it, other commands stop at its first refusal. */
#ifndef BRIG_BASE_REPORT_H
#define BRIG_BASE_REPORT_H

#include "brig/base/arena.h"

enum severity {
	WARNING, /* carried out all the same, without the thing named */
	REFUSAL, /* the bundle would not be created */
};

struct problem {
	enum severity severity;
	const char *path;    /* JSON path: mounts[1].destination; "" for the whole document */
	unsigned line;       /* in config.json, from 1; 0 when not known (yet) */
	const char *section; /* document and heading: "config.md Mounts"; NULL when no text of the
				spec is behind it */
	const char *hint;    /* what to do about it; NULL when there is nothing to say */
	const char *text;
};

struct report {
	struct arena *arena;
	const char *file; /* named in errors; NULL: config.json */
	struct problem *v;
	size_t n, cap;
	size_t refusals;
};

/* A path for the two below, in the report's arena: report_path(r, "mounts[%zu].options[%zu]", i,
 * j). */
const char *report_path(struct report *r, const char *fmt, ...) printf_like(2, 3);

void report_refusal(struct report *r, const char *path, const char *section, const char *hint,
	const char *fmt, ...) printf_like(5, 6);

/* Adds a refusal: refuse(r, path, section, hint, fmt, …). The text says what is wrong without
 * repeating the path. Strings other than the formatted text are kept, not copied. False, always. */
#define refuse(...) (report_refusal(__VA_ARGS__), false)

/* Adds a warning, for what the spec wants logged and passed over. */
void warn_about(struct report *r, const char *path, const char *section, const char *fmt, ...)
	printf_like(4, 5);

/* As refuse(), with an error that came from a function of ours as the text. */
#define refuse_err(r, path, section, hint, why) refuse(r, path, section, hint, "%s", (why)->text)

/* false and the first refusal as an error ("config.json:41: mounts[1].destination: …; hint"), with
 * the number of the others when there are any; true when nothing was refused. */
bool report_result(const struct report *r, struct err *e) must_check;

/* Logs each warning as "config.json: mounts[1].options: …". */
void report_log_warnings(const struct report *r);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Filtering the output of ps(1). */
#include "ps-filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brig/base/parse.h"
#include "brig/base/safe.h"

static const char blanks[] = " \t";

/* Returns the start of field number index (from 0) of a line; *n is its length, 0 when there is no
 * such field. */
static const char *field(const char *line, size_t index, size_t *n)
{
	for (;; index--) {
		line += strspn(line, blanks);
		*n = strcspn(line, " \t\n");
		if (index == 0 || *n == 0)
			return line;
		line += *n;
	}
}

static bool find_column(const char *line, size_t *ret)
{
	size_t n = 1;

	for (size_t i = 0; n > 0; i++) {
		const char *name = field(line, i, &n);

		*ret = i;
		if (n == 3 && memcmp(name, "PID", 3) == 0)
			return true;
	}
	return false;
}

static int by_number(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

static bool is_listed(const char *line, size_t column, const struct pid_list *pids)
{
	uint64_t number;
	struct err ignored;
	char text[24];
	size_t n;
	const char *at = field(line, column, &n);
	pid_t pid;

	snprintf(text, sizeof(text), "%.*s", (int)n, at);
	if (pids->n == 0 || !parse_u64(text, INT32_MAX, &number, &ignored))
		return false;
	pid = (pid_t)number;
	return bsearch(&pid, pids->v, pids->n, sizeof(pid), by_number);
}

static void add_sanitized(struct str *out, const char *bytes, size_t n)
{
	str_add_bytes(out, bytes, n);
	safe_text(out->p + out->n - n, n);
}

/* Decides, from the kept beginning of the current line, whether the line is shown. */
static bool decide_line(struct ps_filter *f, struct str *out, struct err *e)
{
	bool shown = f->state == PS_HEADER;

	f->head[f->used] = '\0';
	if (shown && !find_column(f->head, &f->column))
		return fail(e, "ps: the output has no column PID; use ps options that print it");
	shown = shown || is_listed(f->head, f->column, f->pids);
	if (shown)
		add_sanitized(out, f->head, f->used);
	f->state = shown ? PS_SHOWN : PS_HIDDEN;
	f->used = 0;
	return true;
}

/* Processes a part of a line; bytes has no newline. */
static bool add_part(
	struct ps_filter *f, const char *bytes, size_t n, struct str *out, struct err *e)
{
	size_t room = PS_HEAD_MAX - f->used, part = n < room ? n : room;

	if (f->state == PS_HEADER || f->state == PS_LINE) {
		memcpy(f->head + f->used, bytes, part);
		f->used += part;
		if (f->used < PS_HEAD_MAX)
			return true;
		if (!decide_line(f, out, e))
			return false;
		bytes += part;
		n -= part;
	}
	if (f->state == PS_SHOWN && n > 0)
		add_sanitized(out, bytes, n);
	return true;
}

static bool end_line(struct ps_filter *f, struct str *out, struct err *e)
{
	if ((f->state == PS_HEADER || f->state == PS_LINE) && !decide_line(f, out, e))
		return false;
	if (f->state == PS_SHOWN)
		str_add(out, "\n");
	f->state = PS_LINE;
	return true;
}

bool ps_filter(struct ps_filter *f, const char *bytes, size_t n, struct str *out, struct err *e)
{
	const char *end = bytes + n, *newline;

	for (; (newline = memchr(bytes, '\n', (size_t)(end - bytes))); bytes = newline + 1)
		if (!add_part(f, bytes, (size_t)(newline - bytes), out, e) || !end_line(f, out, e))
			return false;
	return add_part(f, bytes, (size_t)(end - bytes), out, e);
}

bool ps_filter_end(struct ps_filter *f, struct str *out, struct err *e)
{
	return (f->state == PS_LINE && f->used == 0) || end_line(f, out, e);
}

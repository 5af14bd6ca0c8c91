/* SPDX-License-Identifier: Apache-2.0 */
/* Picking lines of ps(1). */
#include "filter.h"

#include <stdio.h>

#include "brig/base/parse.h"
#include "brig/base/str.h"

static const char blanks[] = " \t";

/* The start of a field of a line, counted from 0; its length in *n, 0 when there is none. */
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

static bool is_listed(const char *line, size_t column, const struct pid_list *pids)
{
	uint64_t pid;
	struct err ignored;
	char text[24];
	size_t n;
	const char *at = field(line, column, &n);

	snprintf(text, sizeof(text), "%.*s", (int)n, at);
	if (!parse_u64(text, INT32_MAX, &pid, &ignored))
		return false;
	for (size_t i = 0; i < pids->n; i++)
		if (pids->v[i] == (pid_t)pid)
			return true;
	return false;
}

const char *ps_filter(const char *text, const struct pid_list *pids, struct arena *a, struct err *e)
{
	struct str s = {.arena = a};
	size_t column;
	bool header = true;

	if (!find_column(text, &column))
		return fail_null(
			fail(e, "ps: no column is called PID; give ps options that print it"));
	for (size_t n; *text; text += n) {
		n = strcspn(text, "\n");
		n += text[n] == '\n';
		if (header || is_listed(text, column, pids))
			str_add_bytes(&s, text, n);
		header = false;
	}
	return str_text(&s);
}

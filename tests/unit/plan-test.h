/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of a part's plan and apply: config text in, problems and calls out. */
#ifndef BRIG_TESTS_UNIT_PLAN_TEST_H
#define BRIG_TESTS_UNIT_PLAN_TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "brig/base/report.h"
#include "brig/json/read.h"
#include "fake.h"

/* cmocka's fail_msg() calls the fail() that test.h had to take away. */
#define give_up(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

struct plan_test {
	struct arena arena;
	struct report report;
};

static inline void plan_test_begin(struct plan_test *t)
{
	memset(t, 0, sizeof(*t));
	t->report.arena = &t->arena;
}

static inline void plan_test_end(struct plan_test *t)
{
	arena_free(&t->arena);
}

/* Reads text (which may use ' for ") as a value of the type; it must be well formed. */
static inline void plan_test_read(
	struct plan_test *t, void *out, size_t size, const struct json_type *type, const char *text)
{
	char *copy = arena_strdup(&t->arena, text);

	for (char *p = copy; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	memset(out, 0, size);
	if (!json_read(out, type, copy, strlen(copy), &t->report))
		give_up("%s: %s", t->report.v[0].path, t->report.v[0].text);
}

#define READ(t, out, type, text) plan_test_read(t, out, sizeof(*(out)), type, text)

/* A problem at this path whose text has this part must be there. */
static inline void assert_problem(
	struct plan_test *t, enum severity severity, const char *path, const char *part)
{
	for (size_t i = 0; i < t->report.n; i++)
		if (t->report.v[i].severity == severity && !strcmp(t->report.v[i].path, path) &&
			strstr(t->report.v[i].text, part))
			return;
	for (size_t i = 0; i < t->report.n; i++)
		print_error("has: %s: %s\n", t->report.v[i].path, t->report.v[i].text);
	give_up("no problem at %s with '%s'", path, part);
}

/* Runs apply on the fake kernel with no failure, then with each call failing in turn; every failure
 * must come through as the error of that call. Leaves the lines of the good run in lines. */
static inline void assert_each_failure(
	bool (*apply)(void *plan, struct err *e), void *plan, char *lines, size_t size)
{
	struct err e;
	unsigned calls;

	/* Twice, since the procfs handle is opened once and kept. */
	for (int i = 0; i < 2; i++) {
		fake_reset(0);
		if (!apply(plan, &e))
			give_up("%s", e.text);
	}
	calls = fake_count();
	snprintf(lines, size, "%s", fake_lines());
	for (unsigned i = 1; i <= calls; i++) {
		fake_reset(i);
		if (apply(plan, &e))
			give_up("call %u failed and nobody cared", i);
		assert_non_null(strstr(e.text, "Input/output error"));
	}
	fake_reset(0);
}

#endif

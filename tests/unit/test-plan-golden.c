/* SPDX-License-Identifier: Apache-2.0 */
/* plan: the output of `brig plan` for the default configuration and for the one that uses every
 * property, on simulated hosts: tests/golden/plan/NAME.txt (problems first) and NAME.json. With
 * UPDATE_GOLDEN set in the environment the files are written, not compared.
 * A plan makes no system call: the test is linked with the fake sys, which counts them. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../src/cmd/default-config.h"
#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "brig/plan/show.h"
#include "fake.h"
#include "file.h"
#include "plan-hosts.h"

static char *read_file(struct arena *a, const char *path)
{
	autofile FILE *f = fopen(path, "re");
	char *text = arena_alloc(a, 1 << 20);

	assert_non_null(f);
	text[fread(text, 1, (1 << 20) - 1, f)] = '\0';
	return text;
}

static void compare(struct arena *a, const char *name, const char *suffix, const char *text)
{
	const char *path =
		arena_printf(a, "%s/tests/golden/plan/%s%s", getenv("SOURCE_ROOT"), name, suffix);

	if (getenv("UPDATE_GOLDEN")) {
		autofile FILE *f = fopen(path, "we");

		assert_non_null(f);
		fputs(text, f);
		return;
	}
	assert_string_equal(text, read_file(a, path));
}

static const char *shown(const struct plan *p, struct arena *a, enum printer_format format)
{
	struct printer *d = printer_new(a, format);

	plan_show(p, d);
	return printer_text(d);
}

static void check(const char *name, const char *text, enum plan_host host)
{
	struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_config *c = arena_alloc(&a, sizeof(*c));
	struct bundle b = {.path = "/nowhere/bundle",
		.dir = -1,
		.text = text,
		.size = strlen(text),
		.config = c};
	struct plan_facts f = facts_of(host);
	struct str all = {.arena = &a};
	const struct plan *p;

	f.check_host = false;
	f.labels = (struct label_facts){true, true};
	assert_true(json_read(c, &oci_config_type, text, strlen(text), &r));
	fake_reset(0);
	p = plan_make(&b, &f, &r);
	assert_string_equal(fake_lines(), "");
	bundle_report(&b, &r);
	for (size_t i = 0; i < r.n; i++)
		str_addf(&all, "%u %s: %s: %s\n", r.v[i].line,
			r.v[i].severity == REFUSAL ? "error" : "warning", r.v[i].path, r.v[i].text);
	/* To print a plan is to look for the program: there is no such root. */
	fake_path_fails("/nowhere/bundle/rootfs", ENOENT, 2);
	str_add(&all, shown(p, &a, PRINTER_TEXT));
	compare(&a, name, ".txt", str_text(&all));
	compare(&a, name, ".json", shown(p, &a, PRINTER_JSON));
	arena_free(&a);
}

static void test_default(void **state)
{
	struct arena a = {0};
	const struct oci_config *c = default_config();

	(void)state;
	check("default-v2", json_write(&a, c, &oci_config_type, true), HOST_V2);
	check("default-hybrid", json_write(&a, c, &oci_config_type, true), HOST_HYBRID);
	arena_free(&a);
}

static void test_full(void **state)
{
	struct arena a = {0};
	const char *text =
		read_file(&a, arena_printf(&a, "%s/tests/golden/full.json", getenv("SOURCE_ROOT")));

	(void)state;
	check("full-v2", text, HOST_V2);
	check("full-hybrid", text, HOST_HYBRID);
	arena_free(&a);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_default),
		cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

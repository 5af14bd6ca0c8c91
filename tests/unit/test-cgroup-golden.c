/* SPDX-License-Identifier: Apache-2.0 */
/* Compares the plans for tests/golden/cgroup/NAME.json (a "linux" object) on v1, hybrid and v2 with
 * NAME.txt. UPDATE_GOLDEN=1 writes these files. */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/cgroup/cgroup.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "brig/sys/file.h"
#include "cgroup-layouts.h"
#include "oci.h"

static void describe(
	struct str *out, const struct cgroup_plan *p, const struct report *r, bool ok, bool rules)
{
	for (size_t i = 0; i < r->n; i++)
		str_addf(out, "%s %s: %s%s%s\n",
			r->v[i].severity == REFUSAL ? "refused" : "warning", r->v[i].path,
			r->v[i].text, r->v[i].hint ? "; " : "", r->v[i].hint ? r->v[i].hint : "");
	assert_int_equal(ok, r->refusals == 0);
	for (size_t i = 0; ok && i < p->n_settings; i++) {
		const struct cgroup_setting *s = &p->settings[i];

		if (str_starts(s->file, "devices.") && !rules)
			continue;
		str_addf(out, "%s%s/%s = %s", p->groups.v[s->group].name,
			p->groups.v[s->group].path, s->file, s->value);
		if (s->other_file)
			str_addf(out, " | %s = %s", s->other_file, s->other_value);
		str_addf(out, "%s%s%s%s\n", s->may_lack ? " (may lack)" : "",
			s->late ? " (late)" : "", s->verify ? " (verify)" : "",
			s->only_if_created ? " (fresh)" : "");
	}
	for (size_t i = 0; ok && i < p->groups.n; i++)
		if (p->groups.v[i].unified && *p->enable)
			str_addf(out, "enable %s\n", p->enable);
	if (ok && p->devices.v)
		str_addf(out, "device program%s\n", p->devices.only_if_created ? " (fresh)" : "");
}

static void plan_on(struct str *out, const char *name, const struct oci_linux *linux,
	const struct cgroup_set *l, struct arena *a)
{
	const struct host host = {0};
	const struct oci_config config = {.linux = linux};
	const struct cgroup_facts facts = {"id1", l, CGROUP_FS, &host};
	struct report r = {.arena = a};
	struct cgroup_plan p;
	bool ok = cgroup_plan(&p, &config, &facts, &r);

	str_addf(out, "== %s\n", name);
	describe(out, &p, &r, ok, linux->resources && linux->resources->devices.n > 0);
}

static void run_case(int dir, const char *file)
{
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_linux linux = {0};
	struct str out = {.arena = &a};
	struct err e;
	size_t size;
	const char *text = sys_read_at(&a, dir, file, 1 << 20, &size, &e);
	const char *expected = arena_printf(&a, "%.*s.txt", (int)strlen(file) - 5, file), *want;

	assert_non_null(text);
	if (!json_read(&linux, &oci_linux_type, text, size, &r))
		print_message("%s: %s: %s\n", file, r.v[0].path, r.v[0].text);
	assert_int_equal(r.refusals, 0);
	plan_on(&out, "v1", &linux, layout_of(&a, "v1"), &a);
	plan_on(&out, "hybrid", &linux, layout_of(&a, "hybrid"), &a);
	plan_on(&out, "v2", &linux, layout_of(&a, "v2"), &a);
	if (getenv("UPDATE_GOLDEN")) {
		autoclose int fd = sys_create_at(dir, expected, O_WRONLY | O_TRUNC, 0644, &e);

		assert_true(fd >= 0 && sys_write_all(fd, out.p, out.n, expected, &e));
	}
	want = sys_read_at(&a, dir, expected, 1 << 20, &size, &e);
	if (!want || !str_eq(want, str_text(&out)))
		print_message("%s\n", file);
	assert_non_null(want);
	assert_string_equal(str_text(&out), want);
}

static void all_cases(void **state)
{
	autoarena struct arena a = {0};
	const char *path = arena_printf(&a, "%s/tests/golden/cgroup", getenv("SOURCE_ROOT"));
	autodir DIR *d = opendir(path);
	struct dirent *entry;
	size_t n = 0;

	(void)state;
	assert_non_null(d);
	while ((entry = readdir(d)))
		if (str_ends(entry->d_name, ".json")) {
			run_case(dirfd(d), entry->d_name);
			n++;
		}
	assert_true(n > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_cases)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

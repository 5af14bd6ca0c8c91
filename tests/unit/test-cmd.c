/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands print and write: default configurations, problems, the lines of ps(1). */
#include "test.h"

#include "../../src/cmd/default.h"
#include "../../src/cmd/filter.h"
#include "../../src/cmd/problems.h"
#include "brig/base/str.h"
#include "brig/json/json.h"

static const struct oci_config *round_trip(const struct oci_config *c, struct arena *a)
{
	const char *text = json_write(a, c, &oci_config_type, true);
	struct oci_config *read = arena_alloc(a, sizeof(*read));
	struct report r = {.arena = a};

	assert_true(json_read(read, &oci_config_type, text, strlen(text), &r));
	assert_int_equal(r.n, 0);
	assert_string_equal(json_write(a, read, &oci_config_type, true), text);
	return read;
}

static void default_config_is_valid(void **state)
{
	autoarena struct arena a = {0};
	const struct oci_config *c = round_trip(default_config(), &a);

	(void)state;
	assert_string_equal(c->oci_version, "1.3.0");
	assert_true(oci_true(c->process->terminal));
	assert_string_equal(c->process->args.v[0], "sh");
	assert_int_equal(c->process->capabilities->bounding.n, 3);
	assert_null(c->process->capabilities->ambient.v);
	assert_null(c->process->user->umask);
	assert_int_equal(c->linux->namespaces.n, 6);
	assert_int_equal(c->mounts.n, 7);
}

static void rootless_config_is_valid(void **state)
{
	autoarena struct arena a = {0};
	const struct oci_config *c = round_trip(default_rootless_config(&a, 1000, 100), &a);
	bool user = false;

	(void)state;
	for (size_t i = 0; i < c->linux->namespaces.n; i++) {
		assert_int_not_equal(c->linux->namespaces.v[i].type, OCI_NAMESPACE_TYPE_NETWORK);
		user = user || c->linux->namespaces.v[i].type == OCI_NAMESPACE_TYPE_USER;
	}
	assert_true(user);
	assert_int_equal(c->linux->uid_mappings.v[0].host_id, 1000);
	assert_int_equal(c->linux->gid_mappings.v[0].host_id, 100);
	assert_null(c->linux->resources);
}

static void problems_as_text(void **state)
{
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};

	(void)state;
	assert_string_equal(problems_text(&r), "this bundle would be created\n");
	warn_about(&r, "process.capabilities.bounding[0]", NULL, "unknown capability CAP_X");
	assert_string_equal(problems_text(&r),
		"config.json: warning: process.capabilities.bounding[0]: unknown capability CAP_X\n"
		"this bundle would be created, 1 warning\n");
	report_refusal(&r, "mounts[1]", "config.md Mounts", "add it", "no %s", "a\nb\033c");
	r.v[1].line = 41;
	assert_string_equal(problems_text(&r),
		"config.json: warning: process.capabilities.bounding[0]: unknown capability CAP_X\n"
		"config.json:41: error: mounts[1]: no a\\x0ab\\x1bc\n"
		"\tspec: config.md Mounts\n"
		"\thint: add it\n"
		"this bundle would not be created: 1 error, 1 warning\n");
}

static void problems_as_json(void **state)
{
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};
	const char *text;

	(void)state;
	report_refusal(&r, "root", "config.md Root", NULL, "required, but missing");
	text = problems_json(&r, "/bundle");
	assert_non_null(strstr(text, "\"bundle\": \"/bundle\""));
	assert_non_null(strstr(text, "\"ok\": false"));
	assert_non_null(strstr(text, "\"path\": \"root\""));
	assert_null(strstr(text, "hint"));
	assert_null(strstr(text, "line"));
}

static const char ps_output[] = "UID          PID    PPID CMD\n"
				"root           1       0 /sbin/init\n"
				"root          12       1 sh -c 123\n"
				"root         123      12 ps\n";

static void ps_lines(void **state)
{
	autoarena struct arena a = {0};
	pid_t pids[] = {12, 7};
	struct pid_list list = {pids, 2}, none = {NULL, 0};
	struct err e;

	(void)state;
	assert_string_equal(ps_filter(ps_output, &list, &a, &e),
		"UID          PID    PPID CMD\n"
		"root          12       1 sh -c 123\n");
	assert_string_equal(ps_filter(ps_output, &none, &a, &e), "UID          PID    PPID CMD\n");
	assert_null(ps_filter("USER CMD\nroot 12\n", &list, &a, &e));
	assert_null(ps_filter("", &list, &a, &e));
	assert_string_equal(ps_filter("PID\n 12", &list, &a, &e), "PID\n 12");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_config_is_valid),
		cmocka_unit_test(rootless_config_is_valid),
		cmocka_unit_test(problems_as_text),
		cmocka_unit_test(problems_as_json),
		cmocka_unit_test(ps_lines),
	};

	return cmocka_run_group_tests_name("cmd", tests, NULL, NULL);
}

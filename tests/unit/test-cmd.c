/* SPDX-License-Identifier: Apache-2.0 */
/* Output of the commands: default configurations, reports, filtered lines of ps(1). */
#include "test.h"

#include "../../src/cmd/default-config.h"
#include "../../src/cmd/ps-filter.h"
#include "../../src/cmd/report-print.h"
#include "brig/base/str.h"
#include "brig/json/read.h"
#include "brig/json/write.h"

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
	assert_string_equal(report_text(&r), "brig create would accept this bundle\n");
	warn_about(&r, "process.capabilities.bounding[0]", NULL, "unknown capability CAP_X");
	assert_string_equal(report_text(&r),
		"config.json: warning: process.capabilities.bounding[0]: unknown capability CAP_X\n"
		"brig create would accept this bundle, 1 warning\n");
	report_refusal(&r, "mounts[1]", "config.md Mounts", "add it", "no %s", "a\nb\033c");
	r.v[1].line = 41;
	assert_string_equal(report_text(&r),
		"config.json: warning: process.capabilities.bounding[0]: unknown capability CAP_X\n"
		"config.json:41: error: mounts[1]: no a\\x0ab\\x1bc\n"
		"\tspec: config.md Mounts\n"
		"\thint: add it\n"
		"brig create would refuse this bundle: 1 error, 1 warning\n");
}

static void problems_as_json(void **state)
{
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};
	const char *text;

	(void)state;
	report_refusal(&r, "root", "config.md Root", NULL, "required, but missing");
	text = report_json(&r, "/bundle");
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

/* Passes text to the filter in parts of this size; NULL on an error. */
static const char *filtered(
	const char *text, const struct pid_list *pids, size_t part, struct arena *a)
{
	struct ps_filter *f = arena_alloc(a, sizeof(*f));
	struct str out = {.arena = a};
	size_t size = strlen(text), n;
	struct err e;

	f->pids = pids;
	for (size_t at = 0; at < size; at += n) {
		n = size - at < part ? size - at : part;
		if (!ps_filter(f, text + at, n, &out, &e))
			return NULL;
	}
	return ps_filter_end(f, &out, &e) ? str_text(&out) : NULL;
}

static void ps_lines(void **state)
{
	autoarena struct arena a = {0};
	pid_t pids[] = {7, 12};
	struct pid_list list = {pids, 2}, none = {NULL, 0};

	(void)state;
	for (size_t part = 1; part < 100; part++) {
		assert_string_equal(filtered(ps_output, &list, part, &a),
			"UID          PID    PPID CMD\n"
			"root          12       1 sh -c 123\n");
		assert_string_equal(
			filtered(ps_output, &none, part, &a), "UID          PID    PPID CMD\n");
		assert_null(filtered("USER CMD\nroot 12\n", &list, part, &a));
		assert_null(filtered("", &list, part, &a));
		assert_string_equal(filtered("PID\n 12", &list, part, &a), "PID\n 12\n");
	}
	assert_string_equal(filtered("PID CMD\n7 \x9b\033\n", &list, 99, &a), "PID CMD\n7 ??\n");
}

/* A line may be longer than the part that the filter keeps. */
static void ps_long_lines(void **state)
{
	autoarena struct arena a = {0};
	pid_t pids[] = {7};
	struct pid_list list = {pids, 1};
	struct str text = {.arena = &a}, expected = {.arena = &a};
	char *arg = arena_alloc(&a, 3 * PS_HEAD_MAX);

	(void)state;
	memset(arg, 'x', 3 * PS_HEAD_MAX - 1);
	str_addf(&text, "PID CMD\n8 %s\n7 %s\n9 %s\n7 last\n%s 7\n", arg, arg, arg, arg);
	str_addf(&expected, "PID CMD\n7 %s\n7 last\n", arg);
	for (size_t part = 4096; part < 5 * PS_HEAD_MAX; part *= 2)
		assert_string_equal(
			filtered(str_text(&text), &list, part, &a), str_text(&expected));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_config_is_valid),
		cmocka_unit_test(rootless_config_is_valid),
		cmocka_unit_test(problems_as_text),
		cmocka_unit_test(problems_as_json),
		cmocka_unit_test(ps_lines),
		cmocka_unit_test(ps_long_lines),
	};

	return cmocka_run_group_tests_name("cmd", tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Capabilities and labels: plans, and their calls on the fake kernel. */
#include <errno.h>

#include "brig/security/capability.h"
#include "brig/security/keyring.h"
#include "brig/security/label.h"
#include "creds.h"
#include "file.h"
#include "oci.h"
#include "plan-test.h"

static struct plan_test t;
static const struct capability_facts facts = {(1ULL << 41) - 1, 40};

static int begin(void **state)
{
	(void)state;
	plan_test_begin(&t);
	fake_reset(0);
	fake_files_reset();
	fake_caps_are(facts.available);
	return 0;
}

static int end(void **state)
{
	(void)state;
	plan_test_end(&t);
	return 0;
}

static struct oci_process process_of(const char *members)
{
	struct oci_process p;

	READ(&t, &p, &oci_process_type,
		arena_printf(
			&t.arena, "{'args':['sh'],'cwd':'/'%s%s}", *members ? "," : "", members));
	return p;
}

static bool call_caps(void *plan, struct err *e)
{
	return capabilities_bound(plan, e) && capabilities_apply(plan, false, e) &&
	       no_new_privs_apply(plan, e);
}

static void test_names(void **state)
{
	(void)state;
	assert_true(names_sorted(&capability_names));
	assert_int_equal(capability_names.n, 41);
	assert_int_equal(names_find(&capability_names, "CAP_SYS_ADMIN")->value, 21);
}

static void test_sets(void **state)
{
	struct oci_process p = process_of(
		"'noNewPrivileges':true,'capabilities':{"
		"'bounding':['CAP_KILL','CAP_CHOWN','CAP_FOWNER'],'permitted':['CAP_KILL','CAP_"
		"CHOWN'],"
		"'effective':['CAP_KILL'],'inheritable':['CAP_CHOWN'],'ambient':['CAP_CHOWN']}");
	struct capabilities_plan plan;
	char lines[4096];

	(void)state;
	capabilities_plan(&plan, &p, &facts, &t.report);
	assert_int_equal(t.report.n, 0);
	/* A refused ambient capability is passed over, so that EIO is enough of an error here. */
	assert_each_failure(call_caps, &plan, lines, sizeof(lines));
	assert_null(strstr(lines, "drop capability 0\n"));
	assert_null(strstr(lines, "drop capability 5\n"));
	/* Held until execve(2): what is out of the bounding set; not CAP_FOWNER, which is in it. */
	assert_non_null(strstr(lines, "drop capability 40\n"
				      "capset effective 20 permitted 1fffffffff7 inheritable 1\n"
				      "clear ambient\nraise ambient 0\nno_new_privs\n"));
}

static void test_absent(void **state)
{
	struct oci_process p = process_of("'noNewPrivileges':false");
	struct capabilities_plan plan;
	char lines[4096];

	(void)state;
	capabilities_plan(&plan, &p, &facts, &t.report);
	assert_each_failure(call_caps, &plan, lines, sizeof(lines));
	assert_non_null(strstr(lines,
		"drop capability 40\ncapset effective 0 permitted 1ffffffffff inheritable 0\n"));
	assert_null(strstr(lines, "ambient"));
	assert_null(strstr(lines, "no_new_privs"));
	capabilities_plan(&plan, NULL, &facts, &t.report);
	assert_int_equal(plan.drop, facts.available);
}

static void test_warnings(void **state)
{
	struct oci_process p =
		process_of("'capabilities':{'bounding':['CAP_FLY','CAP_SYS_RESOURCE','CAP_KILL'],"
			   "'permitted':['CAP_KILL','CAP_SYS_RESOURCE'],'effective':['CAP_CHOWN'],"
			   "'inheritable':['CAP_CHOWN'],'ambient':['CAP_KILL']}");
	const struct capability_facts less = {facts.available & ~(1ULL << 24), 40};
	struct capabilities_plan plan;

	(void)state;
	capabilities_plan(&plan, &p, &less, &t.report);
	assert_int_equal(t.report.refusals, 0);
	assert_problem(
		&t, WARNING, "process.capabilities.bounding[0]", "unknown capability 'CAP_FLY'");
	assert_problem(&t, WARNING, "process.capabilities.bounding[1]",
		"the runtime does not have CAP_SYS_RESOURCE");
	assert_problem(&t, WARNING, "process.capabilities.effective", "CAP_CHOWN is not permitted");
	assert_problem(&t, WARNING, "process.capabilities.inheritable", "not in the bounding set");
	assert_problem(&t, WARNING, "process.capabilities.ambient", "not both permitted");
	assert_int_equal(t.report.n, 5);
	assert_int_equal(plan.permitted, 1 << 5);
	assert_int_equal(plan.effective, 0);
}

static void test_not_granted(void **state)
{
	struct capabilities_plan plan = {.permitted = 3, .effective = 3};
	struct err e;

	(void)state;
	fake_caps_are(1);
	assert_true(capabilities_apply(&plan, false, &e));
	assert_non_null(strstr(fake_lines(), "capset effective 1 permitted 1 inheritable 0\n"));
}

static void test_add(void **state)
{
	struct capabilities_plan plan = {.drop = facts.available};
	struct err e;

	(void)state;
	assert_true(capabilities_add(&plan, "kill", &e));
	assert_true(capabilities_add(&plan, "CAP_CHOWN", &e));
	assert_int_equal(plan.bounding, 0x21);
	assert_int_equal(plan.effective, 0x21);
	assert_int_equal(plan.inheritable, 0);
	assert_int_equal(plan.drop, facts.available & ~0x21ULL);
	assert_false(capabilities_add(&plan, "fly", &e));
	assert_false(capabilities_add(&plan,
		"0123456789012345678901234567890123456789012345678901234567890123456789", &e));
}

static bool call_label(void *plan, struct err *e)
{
	return label_apply(plan, e);
}

static void test_labels(void **state)
{
	struct oci_process p = process_of("'apparmorProfile':'box','selinuxLabel':'u:r:t:s0'");
	const struct label_facts both = {true, true}, none = {false, false};
	struct label_plan plan;
	char lines[1024];

	(void)state;
	assert_true(label_plan(&plan, &p, &both, &t.report));
	assert_each_failure(call_label, &plan, lines, sizeof(lines));
	assert_string_equal(lines, "write 'exec box' to thread-self/attr/apparmor/exec\n"
				   "write 'u:r:t:s0' to thread-self/attr/exec\n");
	assert_false(label_plan(&plan, &p, &none, &t.report));
	assert_problem(&t, REFUSAL, "process.apparmorProfile", "AppArmor is not enabled");
	assert_problem(&t, REFUSAL, "process.selinuxLabel", "SELinux is not enabled");
	p = process_of("'apparmorProfile':'unconfined','selinuxLabel':''");
	assert_true(label_plan(&plan, &p, &none, &t.report));
	assert_null(plan.apparmor);
	assert_null(plan.selinux);
}

static void test_keyring(void **state)
{
	struct err e;

	(void)state;
	assert_true(keyring_join(&e));
	fake_reset(1);
	assert_false(keyring_join(&e));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_names),
		TEST(test_sets),
		TEST(test_absent),
		TEST(test_warnings),
		TEST(test_not_granted),
		TEST(test_add),
		TEST(test_labels),
		TEST(test_keyring),
	};

	return cmocka_run_group_tests_name("security", tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Network devices: plans, and the order of calls on the fake kernel. */
#include "brig/network/loopback.h"
#include "brig/network/netdev.h"
#include "oci.h"
#include "plan-test.h"

static struct plan_test t;

static int begin(void **state)
{
	(void)state;
	plan_test_begin(&t);
	fake_reset(0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	plan_test_end(&t);
	return 0;
}

static struct network_plan plan_of(const char *members, bool ok)
{
	struct oci_linux *l = arena_alloc(&t.arena, sizeof(*l));
	struct network_plan plan;

	READ(&t, l, &oci_linux_type, arena_printf(&t.arena, "{%s}", members));
	assert_int_equal(network_plan(&plan, l, &t.report), ok);
	return plan;
}

static bool call_lo(void *plan, struct err *e)
{
	return loopback_apply(plan, e);
}

static bool call_move(void *plan, struct err *e)
{
	return network_move(plan, 99, e);
}

static void test_loopback(void **state)
{
	struct network_plan plan = plan_of("'namespaces':[{'type':'network'}]", true);
	char lines[256];

	(void)state;
	assert_each_failure(call_lo, &plan, lines, sizeof(lines));
	assert_string_equal(lines, "lo up\n");
	plan = plan_of("'namespaces':[{'type':'network','path':'/run/netns/a'}]", true);
	assert_false(plan.loopback);
	assert_true(network_move(&plan, -1, &(struct err){0}));
}

static void test_move(void **state)
{
	struct network_plan plan = plan_of(
		"'namespaces':[{'type':'network'}],'netDevices':{'eth0':{'name':'net%d'}}", true);
	char lines[1024];
	struct err e;

	(void)state;
	assert_true(plan.v[0].template);
	assert_each_failure(call_move, &plan, lines, sizeof(lines));
	assert_string_equal(lines,
		"own netns\nnetlink here\nnetlink there\nlinks here\nlinks there\n"
		"addresses of 3\nmove 3 as brig3\nlinks there\nrename 9 to net%d\n"
		"address of family 2 to 9\nup 9\n");
	assert_true(network_move(&plan, 99, &e));
	assert_true(plan.v[0].moved);
	assert_int_equal(plan.v[0].index, 9);
}

static void test_conflicts(void **state)
{
	struct network_plan plan = plan_of(
		"'namespaces':[{'type':'network'}],'netDevices':{'eth0':{'name':'lo'}}", true);
	struct err e;

	(void)state;
	assert_false(network_move(&plan, 99, &e));
	assert_non_null(strstr(e.text, "the container already has a device 'lo'"));
	assert_null(strstr(fake_lines(), "move"));
	plan = plan_of("'namespaces':[{'type':'network'}],'netDevices':{'eth7':{}}", true);
	assert_false(network_move(&plan, 99, &e));
	assert_non_null(strstr(e.text, "no such device on the host"));
}

static void test_refusals(void **state)
{
	(void)state;
	plan_of("'netDevices':{'lo':{},'eth0':{'name':'a/b'},'eth1':{'name':'%dx'},"
		"'eth2':{'name':'eth3'},'eth3':{},'eth4':{'name':'sixteenbytesname'}}",
		false);
	assert_problem(&t, REFUSAL, "linux.netDevices[\"lo\"]", "cannot be moved");
	assert_problem(&t, REFUSAL, "linux.netDevices[\"eth0\"].name", "is not a valid name");
	assert_problem(&t, REFUSAL, "linux.netDevices[\"eth1\"].name", "is not a valid name");
	assert_problem(
		&t, REFUSAL, "linux.netDevices[\"eth3\"].name", "eth2 has the name 'eth3' too");
	assert_problem(&t, REFUSAL, "linux.netDevices[\"eth4\"].name", "is not a valid name");
	assert_problem(&t, REFUSAL, "linux.netDevices", "host's network namespace");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_loopback),
		TEST(test_move),
		TEST(test_conflicts),
		TEST(test_refusals),
	};

	return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}

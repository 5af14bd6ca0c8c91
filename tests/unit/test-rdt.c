/* SPDX-License-Identifier: Apache-2.0 */
/* resctrl groups on a tree of ordinary files. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brig/rdt/apply.h"
#include "oci.h"
#include "plan-test.h"

static struct plan_test t;
static char dir[64];

static int begin(void **state)
{
	(void)state;
	plan_test_begin(&t);
	snprintf(dir, sizeof(dir), "/tmp/brig-rdt-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int end(void **state)
{
	char command[128];

	(void)state;
	plan_test_end(&t);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

static struct rdt_plan plan_of(const char *members, bool ok)
{
	struct oci_linux *l = arena_alloc(&t.arena, sizeof(*l));
	struct rdt_facts facts = {dir};
	struct rdt_plan plan;

	READ(&t, l, &oci_linux_type, arena_printf(&t.arena, "{'intelRdt':{%s}}", members));
	assert_int_equal(rdt_plan(&plan, l, "box", &facts, &t.report), ok);
	return plan;
}

static void put(const char *name, const char *text)
{
	int fd = open(
		arena_printf(&t.arena, "%s/%s", dir, name), O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static const char *get(const char *name)
{
	char text[256];
	int fd = open(arena_printf(&t.arena, "%s/%s", dir, name), O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));

	close(fd);
	return n < 0 ? "" : arena_strndup(&t.arena, text, (size_t)n);
}

static void make(const char *name)
{
	assert_int_equal(mkdir(arena_printf(&t.arena, "%s/%s", dir, name), 0755), 0);
}

static void test_absent(void **state)
{
	struct rdt_facts facts = {NULL};
	struct rdt_made made;
	struct oci_linux l;
	struct rdt_plan plan;
	struct err e;

	(void)state;
	assert_true(rdt_plan(&plan, NULL, "box", &facts, &t.report));
	assert_true(rdt_create(&plan, &t.arena, &made, &e) && rdt_attach(&plan, 1, &e));
	READ(&t, &l, &oci_linux_type, "{'intelRdt':{}}");
	assert_false(rdt_plan(&plan, &l, "box", &facts, &t.report));
	assert_problem(&t, REFUSAL, "linux.intelRdt", "no resctrl filesystem");
}

static void test_refusals(void **state)
{
	(void)state;
	plan_of("'closID':'../x','memBwSchema':'L3:0=1','schemata':['a\\nb']", false);
	assert_problem(&t, REFUSAL, "linux.intelRdt.closID", "is not a valid class name");
	assert_problem(&t, REFUSAL, "linux.intelRdt.memBwSchema", "must begin with MB:");
	assert_problem(&t, REFUSAL, "linux.intelRdt.schemata[0]", "newline");
	plan_of("'closID':'info'", false);
}

/* The kernel would create the schemata file with the group; on this tree the group exists before.
 */
static void test_existing_class(void **state)
{
	struct rdt_plan plan = plan_of("'closID':'gold','l3CacheSchema':'L3:0=7f0;1=1f',"
				       "'memBwSchema':'MB:0=20','schemata':['L2:0=f']",
		true);
	struct rdt_made made;
	struct err e;

	(void)state;
	make("gold");
	put("gold/schemata", "    MB:0= 20;1=100\n    L3:0=7f0;1=01f\n");
	put("gold/tasks", "");
	if (!rdt_create(&plan, &t.arena, &made, &e) || !rdt_attach(&plan, 42, &e))
		give_up("%s", e.text);
	assert_null(made.group);
	assert_string_equal(get("gold/tasks"), "42");
	put("gold/schemata", "    MB:0= 20;1=100\n    L3:0=7f1;1=01f\n");
	assert_false(rdt_create(&plan, &t.arena, &made, &e));
	assert_non_null(
		strstr(e.text, "class gold exists with schemata other than 'L3:0=7f0;1=1f'"));
}

static void test_class_must_exist(void **state)
{
	struct rdt_plan plan = plan_of("'closID':'gold'", true);
	struct rdt_made made;
	struct err e;

	(void)state;
	assert_false(rdt_create(&plan, &t.arena, &made, &e));
	assert_int_equal(e.code, ENOENT);
	make("gold");
	assert_true(rdt_create(&plan, &t.arena, &made, &e));
}

static void test_own_class(void **state)
{
	struct rdt_plan plan = plan_of("'enableMonitoring':true", true);
	struct rdt_made made;
	struct err e;

	(void)state;
	/* The kernel would create mon_groups with the group. */
	assert_false(rdt_create(&plan, &t.arena, &made, &e));
	assert_non_null(strstr(e.text, "enableMonitoring"));
	assert_non_null(made.group);
	assert_true(rdt_destroy(&made, &e));
	assert_true(rdt_destroy(&made, &e));
	assert_int_equal(access(made.group, F_OK), -1);
}

static void test_default_class_monitored(void **state)
{
	struct rdt_plan plan = plan_of("'closID':'/','enableMonitoring':true", true);
	struct rdt_made made;
	struct err e;

	(void)state;
	make("mon_groups");
	put("tasks", "");
	assert_true(rdt_create(&plan, &t.arena, &made, &e));
	put("mon_groups/box/tasks", "");
	assert_true(rdt_attach(&plan, 7, &e));
	assert_string_equal(get("tasks"), "7");
	assert_string_equal(get("mon_groups/box/tasks"), "7");
	assert_null(made.group);
	unlink(arena_printf(&t.arena, "%s/mon_groups/box/tasks", dir));
	assert_true(rdt_destroy(&made, &e));
	assert_int_equal(access(made.monitor, F_OK), -1);
}

static void test_update(void **state)
{
	struct rdt_plan plan = plan_of("'closID':'c','l3CacheSchema':'L3:0=3'", true);
	const char *before;
	struct err e;

	(void)state;
	assert_false(rdt_update(&plan, &t.arena, &before, &e));
	make("c");
	put("c/schemata", "    L3:0=f\n");
	assert_true(rdt_update(&plan, &t.arena, &before, &e));
	assert_string_equal(before, "    L3:0=f\n");
	assert_int_equal(strncmp(get("c/schemata"), "L3:0=3\n", 7), 0);
	rdt_restore(&plan, before);
	assert_int_equal(strncmp(get("c/schemata"), "L3:0=f\n", 7), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_absent),
		TEST(test_refusals),
		TEST(test_existing_class),
		TEST(test_class_must_exist),
		TEST(test_own_class),
		TEST(test_update),
		TEST(test_default_class_monitored),
	};

	return cmocka_run_group_tests_name("rdt", tests, NULL, NULL);
}

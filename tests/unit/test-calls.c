/* SPDX-License-Identifier: Apache-2.0 */
/* The system calls of namespaces, resctrl groups and hooks: each call is made to fail, the error
 * names the call, and what exists by then can be rolled back. */
#include <sched.h>
#include <unistd.h>

#include "brig/hook/hook.h"
#include "brig/namespace/join.h"
#include "brig/namespace/time-offsets.h"
#include "brig/namespace/userns.h"
#include "brig/rdt/apply.h"
#include "brig/rdt/plan.h"
#include "file.h"
#include "oci.h"
#include "plan-test.h"

static struct plan_test t;

static int begin(void **state)
{
	(void)state;
	plan_test_begin(&t);
	fake_reset(0);
	fake_files_reset();
	return 0;
}

static int end(void **state)
{
	(void)state;
	plan_test_end(&t);
	return 0;
}

static struct namespace_plan namespaces_of(const char *text, const struct host *host)
{
	struct oci_linux *l = arena_alloc(&t.arena, sizeof(*l));
	struct namespace_plan p;

	READ(&t, l, &oci_linux_type, text);
	assert_true(namespace_plan(&p, l, host, &t.report));
	return p;
}

static bool call_join(void *plan, struct err *e)
{
	const struct namespace_plan *p = plan;
	int fds[8], early;
	bool ok = namespace_open(p, fds, e) && namespace_join_early(p, fds, &early, e) &&
		  namespace_join(p, fds, CLONE_NEWUSER, e);

	for (size_t i = 0; i < p->njoins; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return ok;
}

static void joined_namespaces(void **state)
{
	const struct host root = {0};
	struct namespace_plan p = namespaces_of("{'namespaces':[{'type':'network','path':'/p/"
						"net'},{'type':'user','path':'/p/user'},"
						"{'type':'mount','path':'/p/mnt'}]}",
		&root);
	char lines[2048];

	(void)state;
	assert_each_failure(call_join, &p, lines, sizeof(lines));
	assert_string_equal(lines,
		"open /p/user\ntype of /p/user\nopen /p/net\ntype of /p/net\n"
		"open /p/mnt\ntype of /p/mnt\njoin /p/net\njoin /p/mnt\njoin /p/user\n");
}

static bool call_map(void *plan, struct err *e)
{
	int fd;

	return namespace_offsets_open(plan, &fd, e) && namespace_make_user(plan, e) &&
	       namespace_map_ids(plan, 42, e) && namespace_become_root(plan, e) &&
	       namespace_offsets_write(plan, fd, e);
}

static void new_namespaces(void **state)
{
	static const char text[] = "{'namespaces':[{'type':'user'},{'type':'time'}],"
				   "'timeOffsets':{'boottime':{'secs':5}},"
				   "'uidMappings':[{'containerID':0,'hostID':100000,'size':9}],"
				   "'gidMappings':[{'containerID':0,'hostID':200000,'size':9}]}";
	const struct host root = {0};
	struct namespace_plan p = namespaces_of(text, &root);
	char lines[2048];

	(void)state;
	assert_each_failure(call_map, &p, lines, sizeof(lines));
	assert_string_equal(lines,
		"open self/timens_offsets\nact as user 100000\nunshare user\n"
		"open /proc/42\nwrite '0 100000 9\n' to uid_map\nwrite '0 200000 9\n' to gid_map\n"
		"setgroups\nsetgid 0\nsetuid 0\nwrite 'boottime 5 0\n' to timens_offsets\n");
}

/* rdt_destroy() removes all directories of a group, whichever call failed. */
static void resctrl_group(void **state)
{
	static const char text[] =
		"{'intelRdt':{'l3CacheSchema':'L3:0=f','enableMonitoring':true}}";
	const struct rdt_facts facts = {"/r"};
	struct oci_linux *l = arena_alloc(&t.arena, sizeof(*l));
	unsigned calls = 1;
	struct rdt_plan p;

	(void)state;
	READ(&t, l, &oci_linux_type, text);
	assert_true(rdt_plan(&p, l, "box", &facts, &t.report));
	for (unsigned n = 0; n <= calls; n++) {
		struct rdt_made made;
		struct err e;
		bool group, monitor;

		fake_reset(n);
		if (rdt_create(&p, &t.arena, &made, &e) && rdt_attach(&p, 42, &e)) {
			assert_int_equal(n, 0);
			calls = fake_count();
			continue;
		}
		assert_non_null(strstr(e.text, "Input/output error"));
		group = strstr(fake_lines(), "mkdir /r/box\n");
		monitor = strstr(fake_lines(), "mkdir /r/box/mon_groups/box\n");
		fake_reset(0);
		assert_true(rdt_destroy(&made, &e));
		assert_int_equal(group, strstr(fake_lines(), "rmdir /r/box\n") != NULL);
		assert_int_equal(
			monitor, strstr(fake_lines(), "rmdir /r/box/mon_groups/box\n") != NULL);
	}
	assert_true(calls > 4);
}

/* A group with a closID stays at delete, but not when its creation has failed. */
static void resctrl_class(void **state)
{
	static const char text[] =
		"{'intelRdt':{'closID':'c','l3CacheSchema':'L3:0=f','enableMonitoring':true}}";
	const struct rdt_facts facts = {"/r"};
	struct oci_linux *l = arena_alloc(&t.arena, sizeof(*l));
	struct rdt_made made;
	struct rdt_plan p;
	struct err e;

	(void)state;
	READ(&t, l, &oci_linux_type, text);
	assert_true(rdt_plan(&p, l, "box", &facts, &t.report));
	for (unsigned n = 1; fake_reset(n), !rdt_create(&p, &t.arena, &made, &e); n++) {
		bool group = strstr(fake_lines(), "mkdir /r/c\n");

		assert_int_equal(group, n > 1);
		assert_int_equal(group, strstr(fake_lines(), "rmdir /r/c\n") != NULL);
		assert_null(made.group);
	}
	assert_true(fake_count() > 3);
}

static bool call_hooks(void *plan, struct err *e)
{
	return hooks_run(plan, HOOK_PRESTART, "{}", NULL, false, e);
}

static void hooks(void **state)
{
	static const char one[] = "{'path':'/one','timeout':3},{'path':'/two'}";
	struct hooks_plan p;
	struct oci_hooks h;
	char lines[1024];
	struct err e;

	(void)state;
	READ(&t, &h, &oci_hooks_type,
		arena_printf(&t.arena, "{'prestart':[%s],'poststop':[%s]}", one, one));
	assert_true(hooks_plan(&p, &h, &t.report));
	assert_each_failure(call_hooks, &p, lines, sizeof(lines));
	assert_string_equal(lines, "open /dev/null\nrun /one /one timeout 3000\n"
				   "open /dev/null\nrun /two /two timeout -1\n");
	fake_reset(1);
	assert_false(hooks_run(&p, HOOK_POSTSTOP, "{}", NULL, true, &e));
	assert_string_equal(fake_lines(), "open /dev/null\nrun /two /two timeout -1\n");
	assert_non_null(strstr(e.text, "hooks.poststop[0]"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(joined_namespaces), TEST(new_namespaces),
		TEST(resctrl_group), TEST(resctrl_class), TEST(hooks)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

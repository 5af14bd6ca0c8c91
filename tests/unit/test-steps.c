/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of steps: orders that safety rests on, and how a table is run and taken back. */
#include "test.h"

#include <string.h>

#include "../../src/launch/launch.h"

static size_t place(const struct step_table *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->v[i].name, name) == 0)
			return i;
	print_error("no step %s in table %s\n", name, t->name);
	assert_true(false);
	return 0;
}

static const struct {
	const struct step_table *table;
	const char *first, *then;
} orders[] = {
	{&namespace_steps, "set-undumpable", "join"},
	{&namespace_steps, "unshare", "propagation"},
	{&namespace_steps, "enter-cgroup", "join"},
	{&namespace_steps, "propagation", "rootfs"},
	{&intermediate_steps, "enter-cgroup", "user-namespace"},
	{&intermediate_steps, "join-as-host", "user-namespace"},
	{&intermediate_steps, "join-as-host", "file-systems"},
	{&intermediate_steps, "file-systems", "user-namespace"},
	{&intermediate_steps, "root-directory", "user-namespace"},
	{&intermediate_steps, "offsets-file", "user-namespace"},
	{&intermediate_steps, "user-namespace", "id-maps"},
	{&intermediate_steps, "id-maps", "time-namespace"},
	{&intermediate_steps, "time-namespace", "become-root"},
	{&intermediate_steps, "become-root", "join"},
	{&intermediate_steps, "set-undumpable", "clone-init"},
	{&intermediate_steps, "unshare", "propagation"},
	{&intermediate_steps, "propagation", "rootfs"},
	{&intermediate_steps, "rootfs", "clone-init"},
	{&outside_steps, "pivot", "hand-over"},
	{&waiting_steps, "wait-root", "cgroup-ns"},
	{&container_steps, "proc-mounts", "mounts"},
	{&container_steps, "wait-for-parent", "cgroup-ns"},
	{&container_steps, "cgroup-ns", "mounts"},
	{&container_steps, "mounts", "devices"},
	{&container_steps, "devices", "runtime-hooks"},
	{&container_steps, "runtime-hooks", "container-hooks"},
	{&process_steps, "pivot", "paths"},
	{&process_steps, "sysctl", "paths"},
	{&process_steps, "console", "finish-rootfs"},
	{&process_steps, "paths", "finish-rootfs"},
	{&process_steps, "console", "finish-mounts"},
	{&process_steps, "label", "no-new-privs"},
	{&process_steps, "bounding", "user"},
	{&start_steps, "announce-exec", "seccomp"},
	{&process_steps, "user", "capabilities"},
	{&process_steps, "capabilities", "ready"},
	{&process_steps, "user", "cwd"},
	{&process_steps, "capabilities", "close-host-fds"},
	{&process_steps, "close-host-fds", "ready"},
	{&process_steps, "capabilities", "program"},
	{&process_steps, "program", "cwd"},
	{&start_steps, "wait-for-start", "start-hooks"},
	{&start_steps, "start-hooks", "seccomp"},
	{&start_steps, "mark-cloexec", "exec"},
	{&start_steps, "seccomp", "exec"},
	{&parent_steps, "create-state-dir", "cgroup"},
	{&parent_steps, "record", "cgroup"},
	{&parent_steps, "cgroup", "spawn"},
	{&parent_steps, "limits", "attach"},
	{&parent_steps, "cgroup", "v1-cgroups"},
	{&parent_steps, "v1-cgroups", "attach"},
	{&parent_steps, "v1-cgroups", "send-go"},
	{&parent_steps, "spawn", "attach"},
	{&parent_steps, "attach", "send-go"},
	{&parent_steps, "network", "send-go"},
	{&parent_steps, "prestart", "createRuntime"},
	{&parent_steps, "write-record", "rename-record"},
	{&parent_steps, "wait-ready", "intermediate"},
	{&parent_steps, "wait-ready", "rename-record"},
	{&parent_steps, "rename-record", "done"},
	{&exec_intermediate_steps, "oom-score", "set-undumpable"},
	{&exec_intermediate_steps, "initial-cpus", "wait-for-parent"},
	{&exec_intermediate_steps, "set-undumpable", "join"},
	{&exec_intermediate_steps, "close-host-fds", "join"},
	{&exec_intermediate_steps, "wait-for-parent", "join"},
	{&exec_intermediate_steps, "join", "root"},
	{&exec_steps, "label", "no-new-privs"},
	{&exec_steps, "bounding", "user"},
	{&exec_steps, "user", "capabilities"},
	{&exec_steps, "user", "cwd"},
	{&exec_steps, "capabilities", "ready"},
	{&exec_steps, "mark-cloexec", "exec"},
	{&exec_steps, "announce-exec", "seccomp"},
	{&exec_host_steps, "procfs", "spawn"},
	{&exec_host_steps, "sockets", "spawn"},
	{&exec_host_steps, "publish-pid", "execute"},
};

static void test_orders(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		assert_true(place(orders[i].table, orders[i].first) <
			    place(orders[i].table, orders[i].then));
}

static void test_names_are_unique(void **state)
{
	const struct step_table *tables[] = {&parent_steps, &intermediate_steps, &namespace_steps,
		&container_steps, &outside_steps, &waiting_steps, &process_steps, &start_steps,
		&exec_host_steps, &exec_intermediate_steps, &exec_steps};

	(void)state;
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (size_t i = 0; i < tables[t]->n; i++)
			assert_int_equal(place(tables[t], tables[t]->v[i].name), i);
}

static void test_whatever_stays_is_undone(void **state)
{
	static const char *const leaves[] = {
		"create-state-dir", "cgroup", "rdt", "spawn", "network", "publish-pid"};

	(void)state;
	for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++)
		assert_non_null(parent_steps.v[place(&parent_steps, leaves[i])].undo);
}

static char ran[64];

static bool run_a(struct creation *c, struct err *e)
{
	(void)c;
	(void)e;
	strcat(ran, "a");
	return true;
}

static bool run_b(struct creation *c, struct err *e)
{
	(void)c;
	strcat(ran, "b");
	return fail(e, "no b today");
}

static void undo_a(struct creation *c)
{
	(void)c;
	strcat(ran, "A");
}

static void undo_b(struct creation *c)
{
	(void)c;
	strcat(ran, "B");
}

static void test_run_and_undo(void **state)
{
	static const struct step rows[] = {{"one", run_a, undo_a}, {"two", run_a, NULL},
		{"three", run_a, undo_a}, {"four", run_b, undo_b}, {"five", run_a, undo_a}};
	struct creation c = {0};
	struct err e;
	size_t done = 0;

	(void)state;
	assert_false(steps_run(rows, 5, &c, &done, &e));
	assert_string_equal(e.text, "four: no b today");
	assert_int_equal(done, 3);
	steps_undo(rows, done, &c);
	assert_string_equal(ran, "aaabAA");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_names_are_unique),
		cmocka_unit_test(test_whatever_stays_is_undone),
		cmocka_unit_test(test_run_and_undo),
	};

	return cmocka_run_group_tests_name("steps", tests, NULL, NULL);
}

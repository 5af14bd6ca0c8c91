/* SPDX-License-Identifier: Apache-2.0 */
/* Step tables: orders that matter for safety, and running and undoing a table. */
#include "test.h"

#include <string.h>

#include "../../src/launch/exec-child.h"
#include "../../src/launch/exec.h"
#include "../../src/launch/init.h"
#include "../../src/launch/intermediate.h"
#include "../../src/launch/parent-steps.h"

/* A table of either type; the other pointer is NULL. */
struct table {
	const struct parent_steps *parent;
	const struct child_steps *child;
};

#define PARENT(t)          \
	{                  \
		&(t), NULL \
	}
#define CHILD(t)           \
	{                  \
		NULL, &(t) \
	}

static size_t length(const struct table *t)
{
	return t->parent ? t->parent->n : t->child->n;
}

static const char *step_name(const struct table *t, size_t i)
{
	return t->parent ? t->parent->v[i].name : t->child->v[i].name;
}

static size_t index_of(const struct table *t, const char *name)
{
	for (size_t i = 0; i < length(t); i++)
		if (strcmp(step_name(t, i), name) == 0)
			return i;
	print_error("no step %s in table %s\n", name, t->parent ? t->parent->name : t->child->name);
	assert_true(false);
	return 0;
}

static const struct {
	struct table table;
	const char *first, *then;
} orders[] = {
	{CHILD(namespace_steps), "set-undumpable", "join"},
	{CHILD(namespace_steps), "unshare", "propagation"},
	{CHILD(namespace_steps), "enter-cgroup", "join"},
	{CHILD(namespace_steps), "propagation", "rootfs"},
	{CHILD(intermediate_steps), "enter-cgroup", "user-namespace"},
	{CHILD(intermediate_steps), "join-as-host", "user-namespace"},
	{CHILD(intermediate_steps), "join-as-host", "file-systems"},
	{CHILD(intermediate_steps), "file-systems", "user-namespace"},
	{CHILD(intermediate_steps), "root-directory", "user-namespace"},
	{CHILD(intermediate_steps), "offsets-file", "user-namespace"},
	{CHILD(intermediate_steps), "user-namespace", "id-maps"},
	{CHILD(intermediate_steps), "id-maps", "time-namespace"},
	{CHILD(intermediate_steps), "time-namespace", "become-root"},
	{CHILD(intermediate_steps), "become-root", "join"},
	{CHILD(intermediate_steps), "set-undumpable", "clone-init"},
	{CHILD(intermediate_steps), "unshare", "propagation"},
	{CHILD(intermediate_steps), "propagation", "rootfs"},
	{CHILD(intermediate_steps), "rootfs", "clone-init"},
	{CHILD(outside_steps), "pivot", "send-root"},
	{CHILD(waiting_steps), "wait-root", "cgroup-ns"},
	{CHILD(container_steps), "proc-mounts", "mounts"},
	{CHILD(container_steps), "wait-for-parent", "cgroup-ns"},
	{CHILD(container_steps), "cgroup-ns", "mounts"},
	{CHILD(container_steps), "mounts", "devices"},
	{CHILD(container_steps), "devices", "runtime-hooks"},
	{CHILD(container_steps), "runtime-hooks", "container-hooks"},
	{CHILD(process_steps), "pivot", "paths"},
	{CHILD(process_steps), "sysctl", "paths"},
	{CHILD(process_steps), "console", "finish-rootfs"},
	{CHILD(process_steps), "paths", "finish-rootfs"},
	{CHILD(process_steps), "console", "finish-mounts"},
	{CHILD(process_steps), "label", "no-new-privs"},
	{CHILD(process_steps), "bounding", "user"},
	{CHILD(start_steps), "announce-exec", "seccomp"},
	{CHILD(process_steps), "user", "capabilities"},
	{CHILD(process_steps), "capabilities", "ready"},
	{CHILD(process_steps), "user", "cwd"},
	{CHILD(process_steps), "capabilities", "close-host-fds"},
	{CHILD(process_steps), "close-host-fds", "ready"},
	{CHILD(process_steps), "ready", "joinable"},
	{CHILD(process_steps), "capabilities", "program"},
	{CHILD(process_steps), "program", "cwd"},
	{CHILD(start_steps), "wait-for-start", "start-hooks"},
	{CHILD(start_steps), "start-hooks", "seccomp"},
	{CHILD(start_steps), "mark-cloexec", "exec"},
	{CHILD(start_steps), "seccomp", "exec"},
	{PARENT(create_parent_steps), "create-state-dir", "cgroup"},
	{PARENT(create_parent_steps), "record", "cgroup"},
	{PARENT(create_parent_steps), "cgroup", "spawn"},
	{PARENT(create_parent_steps), "limits", "attach"},
	{PARENT(create_parent_steps), "cgroup", "v1-cgroups"},
	{PARENT(create_parent_steps), "v1-cgroups", "attach"},
	{PARENT(create_parent_steps), "v1-cgroups", "send-go"},
	{PARENT(create_parent_steps), "spawn", "attach"},
	{PARENT(create_parent_steps), "attach", "send-go"},
	{PARENT(create_parent_steps), "network", "send-go"},
	{PARENT(create_parent_steps), "prestart", "createRuntime"},
	{PARENT(create_parent_steps), "write-record", "rename-record"},
	{PARENT(create_parent_steps), "wait-ready", "intermediate"},
	{PARENT(create_parent_steps), "wait-ready", "rename-record"},
	{PARENT(create_parent_steps), "rename-record", "done"},
	{CHILD(exec_intermediate_steps), "oom-score", "set-undumpable"},
	{CHILD(exec_intermediate_steps), "initial-cpus", "wait-for-parent"},
	{CHILD(exec_intermediate_steps), "set-undumpable", "join"},
	{CHILD(exec_intermediate_steps), "close-host-fds", "join"},
	{CHILD(exec_intermediate_steps), "wait-for-parent", "join"},
	{CHILD(exec_intermediate_steps), "join", "root"},
	{CHILD(exec_steps), "label", "no-new-privs"},
	{CHILD(exec_steps), "bounding", "user"},
	{CHILD(exec_steps), "user", "capabilities"},
	{CHILD(exec_steps), "user", "cwd"},
	{CHILD(exec_steps), "capabilities", "ready"},
	{CHILD(exec_steps), "mark-cloexec", "exec"},
	{CHILD(exec_steps), "announce-exec", "seccomp"},
	{PARENT(exec_parent_steps), "procfs", "spawn"},
	{PARENT(exec_parent_steps), "sockets", "spawn"},
	{PARENT(exec_parent_steps), "publish-pid", "execute"},
};

static void test_orders(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		assert_true(index_of(&orders[i].table, orders[i].first) <
			    index_of(&orders[i].table, orders[i].then));
}

static void test_names_are_unique(void **state)
{
	const struct table tables[] = {PARENT(create_parent_steps), PARENT(exec_parent_steps),
		CHILD(intermediate_steps), CHILD(namespace_steps), CHILD(container_steps),
		CHILD(outside_steps), CHILD(waiting_steps), CHILD(process_steps),
		CHILD(start_steps), CHILD(exec_intermediate_steps), CHILD(exec_steps)};

	(void)state;
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (size_t i = 0; i < length(&tables[t]); i++)
			assert_int_equal(index_of(&tables[t], step_name(&tables[t], i)), i);
}

static void test_lasting_effects_have_undo(void **state)
{
	static const char *const names[] = {
		"create-state-dir", "cgroup", "rdt", "spawn", "network", "publish-pid"};
	static const struct table create = PARENT(create_parent_steps);

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_non_null(create_parent_steps.v[index_of(&create, names[i])].undo);
}

static char log_of_calls[64];

static bool run_a(struct launch_parent *lp, struct err *e)
{
	(void)lp;
	(void)e;
	strcat(log_of_calls, "a");
	return true;
}

static bool run_b(struct launch_parent *lp, struct err *e)
{
	(void)lp;
	strcat(log_of_calls, "b");
	return fail(e, "b fails");
}

static void undo_a(struct launch_parent *lp)
{
	(void)lp;
	strcat(log_of_calls, "A");
}

static void undo_b(struct launch_parent *lp)
{
	(void)lp;
	strcat(log_of_calls, "B");
}

static void test_run_and_undo(void **state)
{
	static const struct parent_step rows[] = {{"one", run_a, undo_a}, {"two", run_a, NULL},
		{"three", run_a, undo_a}, {"four", run_b, undo_b}, {"five", run_a, undo_a}};
	static const struct parent_steps steps = STEPS("test", rows);
	struct launch l = {0};
	struct launch_parent lp = {.l = &l};
	struct err e;
	size_t begun = 0;

	(void)state;
	assert_false(parent_steps_run(&steps, &lp, &begun, &e));
	assert_string_equal(e.text, "four: b fails");
	assert_int_equal(begun, 4);
	parent_steps_undo(&steps, begun, &lp);
	assert_string_equal(log_of_calls, "aaabBAA"); /* undo of the failed step runs too */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_names_are_unique),
		cmocka_unit_test(test_lasting_effects_have_undo),
		cmocka_unit_test(test_run_and_undo),
	};

	return cmocka_run_group_tests_name("steps", tests, NULL, NULL);
}

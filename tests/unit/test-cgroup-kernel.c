/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroupfs driver on the real kernel, in cgroups below /brig-test-PID; skipped without
 * permission to make them. */
#include "brig/sys/procfs.h"
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/cgroup/attach.h"
#include "brig/cgroup/cgroup.h"
#include "brig/cgroup/detect.h"
#include "brig/cgroup/freeze.h"
#include "brig/cgroup/kill.h"
#include "brig/cgroup/oom-events.h"
#include "brig/cgroup/pids.h"
#include "brig/cgroup/record.h"
#include "brig/cgroup/update.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "brig/sys/cgroupfs.h"
#include "brig/sys/process.h"
#include "oci.h"

struct box {
	struct arena arena;
	struct cgroup_set layout;
	struct cgroup_plan plan;
	struct cgroup_ref *ref;
	struct err e;
	pid_t pid;
};

static void check(const struct box *b, bool ok, int line)
{
	if (!ok)
		print_message("line %d: %s\n", line, b->e.text);
	assert_true(ok);
}

#define must(b, call) check((b), (call), __LINE__)

static bool plan(struct box *b, const char *linux_json)
{
	const struct host host = {0};
	struct oci_linux linux = {0};
	struct oci_config config = {.linux = &linux};
	struct report r = {.arena = &b->arena};
	const struct cgroup_facts facts = {"test", &b->layout, CGROUP_FS, &host};

	if (!json_read(&linux, &oci_linux_type, linux_json, strlen(linux_json), &r) ||
		!cgroup_plan(&b->plan, &config, &facts, &r))
		return report_result(&r, &b->e);
	return true;
}

/* A plan in /brig-test-PID/NAME with these resources. */
static bool plan_in(struct box *b, const char *name, const char *resources)
{
	return plan(b, arena_printf(&b->arena,
			       "{ \"cgroupsPath\": \"/brig-test-%d/%s\", \"resources\": %s }",
			       getpid(), name, resources));
}

/* A child that waits to be killed, cloned into the cgroup if possible. */
static void spawn(struct box *b, void (*body)(void))
{
	autoclose int dir = b->plan.clone_into_cgroup ? cgroup_open(&b->plan, &b->e) : -1;
	struct sys_child c;

	must(b, sys_clone(0, dir, &c, &b->e));
	if (c.pid == 0) {
		if (body)
			body();
		for (;;)
			pause();
	}
	close(c.pidfd);
	b->pid = c.pid;
	must(b, cgroup_attach(&b->plan, c.pid, dir >= 0, &b->e));
}

static void reap(struct box *b)
{
	int status;

	assert_int_equal(waitpid(b->pid, &status, 0), b->pid);
	b->pid = 0;
}

static int setup(void **state)
{
	struct box *b = calloc(1, sizeof(*b));
	const struct cgroup_group *h;
	struct err e;

	*state = b;
	if (!cgroup_detect(&b->layout, NULL, &b->arena, &b->e) || b->layout.n == 0)
		return 0;
	h = &b->layout.v[b->layout.n - 1];
	if (sys_cgroup_make(h->mount, "/brig-test-probe", &e) &&
		sys_cgroup_remove(h->mount, "/brig-test-probe", &e))
		return 0;
	b->layout.n = 0;
	return 0;
}

static int teardown(void **state)
{
	struct box *b = *state;

	if (b->pid > 0) {
		kill(b->pid, SIGKILL);
		waitpid(b->pid, NULL, 0);
	}
	if (b->ref && !cgroup_destroy(b->ref, 2000, &b->e))
		print_message("%s\n", b->e.text);
	arena_free(&b->arena);
	free(b);
	return 0;
}

static struct box *begin(void **state)
{
	struct box *b = *state;

	if (b->layout.n == 0) {
		print_message("no permission to make cgroups here\n");
		skip();
	}
	return b;
}

static void create(struct box *b)
{
	must(b, cgroup_create(&b->plan, CGROUP_PART_ALL, &b->e));
	b->ref = cgroup_ref_from_plan(&b->plan, &b->arena);
	must(b, cgroup_limit(&b->plan, &b->e));
}

static void end(struct box *b)
{
	must(b, cgroup_kill(b->ref, SIGKILL, &b->e));
	reap(b);
	must(b, cgroup_destroy(b->ref, 2000, &b->e));
	for (size_t i = 0; i < b->plan.groups.n; i++)
		assert_false(sys_cgroup_exists(b->plan.groups.v[i].mount,
			arena_printf(&b->arena, "/brig-test-%d", getpid()), NULL));
	b->ref = NULL;
}

static const char *value(struct box *b, const char *file)
{
	for (size_t i = 0; i < b->plan.groups.n; i++) {
		const struct cgroup_group *g = &b->plan.groups.v[i];
		struct err e;
		char *text;

		if (!sys_cgroup_exists(g->mount, g->path, file))
			continue;
		text = sys_cgroup_read_all(&b->arena, g->mount, g->path, file, &e);
		assert_non_null(text);
		text[strcspn(text, "\n")] = '\0';
		return text;
	}
	return "(no such file)";
}

static bool unified(const struct box *b, const char *controller)
{
	const struct cgroup_group *h = cgroup_set_find(&b->layout, controller);

	return h && h->unified;
}

/* cgroup_detect() finds the same with and without the mount table. */
static void layout(void **state)
{
	struct box *b = begin(state);
	struct cgroup_set from_mounts;
	const char *mounts = sys_procfs_read(&b->arena, 0, "mountinfo", &b->e);
	const char *self = sys_procfs_read(&b->arena, 0, "cgroup", &b->e);

	must(b, cgroup_detect_parse(&from_mounts, mounts, self, NULL, &b->arena, &b->e));
	assert_int_equal(from_mounts.mode, b->layout.mode);
	assert_int_equal(from_mounts.n, b->layout.n);
	for (size_t i = 0; i < from_mounts.n; i++) {
		assert_string_equal(from_mounts.v[i].mount, b->layout.v[i].mount);
		assert_string_equal(from_mounts.v[i].path, b->layout.v[i].path);
	}
	print_message(
		"layout: %s, %zu hierarchies\n", cgroup_mode_name(from_mounts.mode), from_mounts.n);
}

static void limits(void **state)
{
	struct box *b = begin(state);
	bool v2 = unified(b, "memory");

	must(b, plan_in(b, "a/limits",
			"{ \"memory\": { \"limit\": 67108864, \"reservation\": 33554432 }, "
			"\"cpu\": { "
			"\"shares\": 512, \"quota\": 50000, \"period\": 100000, \"burst\": 10000 "
			"}, "
			"\"pids\": { \"limit\": 7 } }"));
	create(b);
	spawn(b, NULL);
	assert_string_equal(value(b, v2 ? "memory.max" : "memory.limit_in_bytes"), "67108864");
	assert_string_equal(value(b, v2 ? "memory.low" : "memory.soft_limit_in_bytes"), "33554432");
	assert_string_equal(value(b, "pids.max"), "7");
	assert_string_equal(value(b, unified(b, "cpu") ? "cpu.weight" : "cpu.shares"),
		unified(b, "cpu") ? "59" : "512");
	if (unified(b, "cpu"))
		assert_string_equal(value(b, "cpu.max"), "50000 100000");
	else
		assert_string_equal(value(b, "cpu.cfs_quota_us"), "50000");
	end(b);
}

static void listed(void **state)
{
	struct box *b = begin(state);
	struct pid_list pids;

	must(b, plan_in(b, "listed", "{}"));
	create(b);
	spawn(b, NULL);
	must(b, cgroup_pids(b->ref, &b->arena, &pids, &b->e));
	assert_int_equal(pids.n, 1);
	assert_int_equal(pids.v[0], b->pid);
	for (size_t i = 0; i < b->plan.groups.n; i++)
		assert_string_equal(arena_printf(&b->arena, "%d", b->pid),
			strtok(sys_cgroup_read_all(&b->arena, b->plan.groups.v[i].mount,
				       b->plan.groups.v[i].path, "cgroup.procs", &b->e),
				"\n"));
	end(b);
}

static void freeze(void **state)
{
	struct box *b = begin(state);
	bool frozen = true;

	must(b, plan_in(b, "frozen", "{}"));
	create(b);
	spawn(b, NULL);
	b->ref->init = b->pid;
	b->ref->init_fd = -1;
	must(b, cgroup_frozen(b->ref, &frozen, &b->e));
	assert_false(frozen);
	must(b, cgroup_freeze(b->ref, true, 2000, &b->e));
	must(b, cgroup_frozen(b->ref, &frozen, &b->e));
	assert_true(frozen);
	must(b, cgroup_freeze(b->ref, false, 2000, &b->e));
	must(b, cgroup_frozen(b->ref, &frozen, &b->e));
	assert_false(frozen);
	/* A frozen process can be killed. */
	must(b, cgroup_freeze(b->ref, true, 2000, &b->e));
	end(b);
}

static void not_empty(void **state)
{
	struct box *b = begin(state);
	struct cgroup_plan second;

	must(b, plan_in(b, "taken", "{}"));
	create(b);
	spawn(b, NULL);
	second = b->plan;
	assert_false(cgroup_create(&second, CGROUP_PART_ALL, &b->e));
	assert_non_null(strstr(b->e.text, "is not empty: process"));
	end(b);
}

static void frozen_refused(void **state)
{
	struct box *b = begin(state);
	struct cgroup_plan second;

	must(b, plan_in(b, "ice", "{}"));
	create(b);
	must(b, cgroup_freeze(b->ref, true, 2000, &b->e));
	second = b->plan;
	assert_false(cgroup_create(&second, CGROUP_PART_ALL, &b->e));
	assert_non_null(strstr(b->e.text, "is frozen"));
	must(b, cgroup_freeze(b->ref, false, 2000, &b->e));
	spawn(b, NULL);
	end(b);
}

/* A cgroup that existed before stays; those that the container made beneath it are removed. */
static void existing(void **state)
{
	struct box *b = begin(state);
	const struct cgroup_group *g;

	must(b, plan_in(b, "there", "{}"));
	create(b);
	for (size_t i = 0; i < b->ref->groups.n; i++)
		b->ref->groups.v[i].made = 0;
	g = &b->plan.groups.v[b->plan.groups.n - 1];
	must(b, sys_cgroup_make(g->mount, arena_printf(&b->arena, "%s/sub", g->path), &b->e));
	must(b, sys_cgroup_make(g->mount, arena_printf(&b->arena, "%s/sub/sub", g->path), &b->e));
	must(b, cgroup_destroy(b->ref, 1000, &b->e));
	assert_true(sys_cgroup_exists(g->mount, g->path, NULL));
	assert_false(sys_cgroup_exists(g->mount, arena_printf(&b->arena, "%s/sub", g->path), NULL));
	for (size_t i = 0; i < b->ref->groups.n; i++)
		b->ref->groups.v[i].made = 2;
	spawn(b, NULL);
	end(b);
}

static void pids_zero(void **state)
{
	struct box *b = begin(state);

	must(b, plan_in(b, "zero", "{ \"pids\": { \"limit\": 0 } }"));
	create(b);
	spawn(b, NULL);
	assert_string_equal(value(b, "pids.max"), "0");
	end(b);
}

static bool update(struct box *b, const char *json)
{
	struct oci_resources res = {0};
	struct report r = {.arena = &b->arena};
	struct cgroup_update u;

	if (!json_read(&res, &oci_resources_type, json, strlen(json), &r) ||
		!cgroup_update_plan(&u, &res, b->ref, &r))
		return report_result(&r, &b->e);
	return cgroup_update_apply(&u, &b->e);
}

static void use_memory(void)
{
	volatile char *p;

	usleep(100000); /* on v1 the process has been moved into the cgroup by now */
	p = malloc(4 << 20);
	for (size_t i = 0; p && i < 4 << 20; i += 4096)
		p[i] = 1;
}

/* A higher limit, a lower one, one that the kernel refuses (all limits stay), one that the check of
 * usage refuses. */
static void updated(void **state)
{
	struct box *b = begin(state);
	bool v2 = unified(b, "memory");
	const char *memory = v2 ? "memory.max" : "memory.limit_in_bytes";

	must(b, plan_in(b, "up",
			"{ \"memory\": { \"limit\": 33554432, \"swap\": 33554432 }, \"cpu\": { "
			"\"quota\": 50000, \"period\": 100000 } }"));
	create(b);
	spawn(b, use_memory);
	usleep(300000);
	must(b, update(b, "{ \"memory\": { \"limit\": 67108864, \"swap\": 134217728 } }"));
	assert_string_equal(value(b, memory), "67108864");
	assert_string_equal(value(b, v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes"),
		v2 ? "67108864" : "134217728");
	must(b, update(b, "{ \"memory\": { \"limit\": 33554432, \"swap\": 33554432 } }"));
	assert_string_equal(value(b, memory), "33554432");
	must(b, update(b, "{ \"cpu\": { \"period\": 50000 } }"));
	if (unified(b, "cpu"))
		assert_string_equal(value(b, "cpu.max"), "50000 50000");
	else
		assert_string_equal(value(b, "cpu.cfs_quota_us"), "50000");
	assert_false(
		update(b, "{ \"memory\": { \"limit\": 50331648, \"swap\": 50331648 }, \"cpu\": { "
			  "\"cpus\": \"9999\" } }"));
	assert_non_null(strstr(b->e.text, "the limits are unchanged"));
	assert_string_equal(value(b, memory), "33554432");
	assert_false(update(
		b, "{ \"memory\": { \"limit\": 0, \"swap\": 0, \"checkBeforeUpdate\": true } }"));
	assert_non_null(strstr(b->e.text, "checkBeforeUpdate"));
	end(b);
}

static void forks(void)
{
	for (int i = 0; i < 3; i++)
		if (fork() == 0)
			break;
}

static void kill_many(void **state)
{
	struct box *b = begin(state);
	struct pid_list pids;

	must(b, plan_in(b, "many", "{}"));
	create(b);
	spawn(b, forks);
	must(b, cgroup_kill(b->ref, SIGKILL, &b->e));
	reap(b);
	must(b, cgroup_wait_empty(b->ref, 2000, &b->e));
	must(b, cgroup_pids(b->ref, &b->arena, &pids, &b->e));
	assert_int_equal(pids.n, 0);
	must(b, cgroup_destroy(b->ref, 2000, &b->e));
	b->ref = NULL;
}

/* Exit status: bit 0: /dev/null opens, bit 1: the denied device does not, bit 2: mknod works. */
static void try_devices(void)
{
	char path[64];
	int status = 0, fd;

	usleep(100000);
	snprintf(path, sizeof(path), "/dev/brig-test-node-%d", getpid());
	fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	status |= fd >= 0 ? 1 : 0;
	status |= mknod(path, S_IFCHR | 0600, makedev(1, 11)) == 0 ? 4 : 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	status |= fd < 0 && errno == EPERM ? 2 : 0;
	unlink(path);
	_exit(status);
}

static void devices(void **state)
{
	struct box *b = begin(state);
	int status;

	must(b, plan_in(b, "dev",
			"{ \"devices\": [ { \"allow\": false }, { \"allow\": true, \"type\": "
			"\"c\", \"major\": 10, \"minor\": 229, \"access\": \"rw\" } ] }"));
	create(b);
	spawn(b, try_devices);
	assert_int_equal(waitpid(b->pid, &status, 0), b->pid);
	b->pid = 0;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
	must(b, cgroup_destroy(b->ref, 2000, &b->e));
	b->ref = NULL;
}

static void eat(void)
{
	alarm(30); /* the default action of SIGALRM ends the process */
	usleep(100000);
	for (;;) {
		volatile char *p = malloc(1 << 20);

		for (size_t i = 0; p && i < 1 << 20; i += 4096)
			p[i] = 1;
	}
}

static void oom(void **state)
{
	struct box *b = begin(state);
	int status;

	must(b, plan_in(b, "oom", "{ \"memory\": { \"limit\": 8388608, \"swap\": 8388608 } }"));
	create(b);
	spawn(b, eat);
	assert_int_equal(waitpid(b->pid, &status, 0), b->pid);
	b->pid = 0;
	assert_true(WIFSIGNALED(status));
	assert_true(cgroup_oom_kills(b->ref) >= 1);
	must(b, cgroup_destroy(b->ref, 2000, &b->e));
	b->ref = NULL;
}

static void record(void **state)
{
	struct box *b = begin(state);
	struct oci_record rec = {0};
	struct cgroup_ref back;

	must(b, plan_in(b, "rec", "{}"));
	b->plan.groups.v[0].made = 2;
	cgroup_ref_to_record(&rec, cgroup_ref_from_plan(&b->plan, &b->arena), &b->arena);
	must(b, cgroup_ref_from_record(&back, &rec, &b->arena, &b->e));
	assert_int_equal(back.groups.n, b->plan.groups.n);
	assert_int_equal(back.groups.mode, b->layout.mode);
	assert_int_equal(back.groups.v[0].made, 2);
	assert_string_equal(back.groups.v[0].path, b->plan.path);
}

#define ROW(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {ROW(layout), ROW(limits), ROW(listed), ROW(freeze),
		ROW(not_empty), ROW(frozen_refused), ROW(existing), ROW(pids_zero), ROW(updated),
		ROW(kill_many), ROW(devices), ROW(oom), ROW(record)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroupfs driver on a cgroup filesystem in memory: the calls in their order, and that nothing
 * is left when one of them fails. */
#include "test.h"

#include <string.h>

#include "brig/cgroup/cgroup.h"
#include "brig/cgroup/freeze.h"
#include "brig/cgroup/kill.h"
#include "brig/cgroup/pids.h"
#include "brig/cgroup/record.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "brig/sys/cgroupfs.h"
#include "cgroup-layouts.h"
#include "cgroupfs.h"
#include "fake.h"
#include "oci.h"

static const char resources[] =
	"{ \"cgroupsPath\": \"/pod/one\", \"resources\": { \"devices\": [ { \"allow\": true } ], "
	"\"memory\": { \"limit\": 4096 }, \"pids\": { \"limit\": 0 } } }";

static void host_of(const struct cgroup_set *l, struct arena *a)
{
	fake_cgroup_reset();
	for (size_t i = 0; i < l->n; i++) {
		fake_cgroup_dir(l->v[i].mount);
		if (l->v[i].unified)
			fake_cgroup_file(arena_printf(a, "%s/cgroup.controllers", l->v[i].mount),
				"cpu io memory pids");
		if (!l->v[i].unified && cgroup_has_controller(l->v[i].controllers, "cpuset")) {
			fake_cgroup_file(arena_printf(a, "%s/cpuset.cpus", l->v[i].mount), "0-3");
			fake_cgroup_file(arena_printf(a, "%s/cpuset.mems", l->v[i].mount), "0");
		}
	}
}

static void plan(struct cgroup_plan *p, const struct cgroup_set *l, struct arena *a)
{
	const struct host host = {0};
	struct oci_linux *linux = arena_alloc(a, sizeof(*linux));
	struct oci_config config = {.linux = linux};
	struct report r = {.arena = a};
	const struct cgroup_facts facts = {"id", l, CGROUP_FS, &host};

	assert_true(json_read(linux, &oci_linux_type, resources, strlen(resources), &r));
	assert_true(cgroup_plan(p, &config, &facts, &r));
}

/* The fake does not move processes: empties cgroup.procs of each cgroup. */
static const struct cgroup_ref *empty_groups(struct cgroup_plan *p, struct arena *a)
{
	for (size_t i = 0; i < p->groups.n; i++)
		fake_cgroup_file(arena_printf(a, "%s%s/cgroup.procs", p->groups.v[i].mount,
					 p->groups.v[i].path),
			"");
	return cgroup_ref_from_plan(p, a);
}

static bool apply(struct cgroup_plan *p, struct arena *a, struct err *e)
{
	struct err ignored;

	if (!cgroup_create(p, CGROUP_PART_ALL, e))
		return false;
	if (cgroup_limit(p, e) && cgroup_attach(p, 42, p->clone_into_cgroup, e))
		return true;
	/* The rollback of the caller. */
	assert_true(cgroup_destroy(empty_groups(p, a), 10, &ignored));
	return false;
}

static void order_on_v2(void **state)
{
	autoarena struct arena a = {0};
	const struct cgroup_set *l = layout_of(&a, "v2");
	struct cgroup_plan p;
	struct err e;

	(void)state;
	host_of(l, &a);
	plan(&p, l, &a);
	fake_reset(0);
	assert_true(apply(&p, &a, &e));
	assert_string_equal(fake_lines(),
		"make /sys/fs/cgroup/pod\n"
		"make /sys/fs/cgroup/pod/one\n"
		"write '+memory +pids' to /sys/fs/cgroup/cgroup.subtree_control\n"
		"write '+memory +pids' to /sys/fs/cgroup/pod/cgroup.subtree_control\n"
		"write '4096' to /sys/fs/cgroup/pod/one/memory.max\n"
		"load device program of 8 instructions\n"
		"open /sys/fs/cgroup/pod/one\n"
		"attach device program\n"
		"write '0' to /sys/fs/cgroup/pod/one/pids.max\n");
}

static void any_call_fails(void **state)
{
	static const char *const names[] = {"v1", "hybrid", "v2"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		autoarena struct arena a = {0};
		const struct cgroup_set *l = layout_of(&a, names[i]);
		unsigned calls = 1;

		for (unsigned n = 0; n <= calls; n++) {
			struct cgroup_plan p;
			size_t dirs;
			struct err e;
			bool ok;

			host_of(l, &a);
			dirs = fake_cgroup_dirs();
			plan(&p, l, &a);
			fake_reset(n);
			ok = apply(&p, &a, &e);
			if (n == 0) {
				calls = fake_count();
				assert_true(ok);
				continue;
			}
			/* After a failed write of all controllers each one is written alone. */
			if (ok)
				continue;
			assert_non_null(strstr(e.text, "Input/output error"));
			assert_int_equal(fake_cgroup_dirs(), dirs);
		}
	}
}

/* A failed removal is tried again, or returned as an error after which destroy succeeds. */
static void any_call_of_destroy_fails(void **state)
{
	static const char *const names[] = {"v1", "hybrid", "v2"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		autoarena struct arena a = {0};
		const struct cgroup_set *l = layout_of(&a, names[i]);
		unsigned calls = 1;

		for (unsigned n = 0; n <= calls; n++) {
			const struct cgroup_ref *ref;
			struct cgroup_plan p;
			size_t dirs;
			struct err e;

			host_of(l, &a);
			dirs = fake_cgroup_dirs();
			plan(&p, l, &a);
			fake_reset(0);
			assert_true(apply(&p, &a, &e));
			ref = empty_groups(&p, &a);
			fake_reset(n);
			if (!cgroup_destroy(ref, 10, &e)) {
				assert_int_not_equal(n, 0);
				assert_non_null(strstr(e.text, "Input/output error"));
				assert_true(cgroup_destroy(ref, 10, &e));
			}
			if (n == 0)
				calls = fake_count();
			assert_int_equal(fake_cgroup_dirs(), dirs);
		}
		assert_true(calls > 1);
	}
}

static void other_files(void **state)
{
	autoarena struct arena a = {0};
	const struct cgroup_set *l = layout_of(&a, "v1");
	struct cgroup_plan p;
	struct err e;

	(void)state;
	host_of(l, &a);
	plan(&p, l, &a);
	fake_cgroup_lacks("memory.limit_in_bytes");
	fake_reset(0);
	assert_true(cgroup_create(&p, CGROUP_PART_ALL, &e));
	assert_false(cgroup_limit(&p, &e));
	assert_non_null(strstr(e.text, "linux.resources.memory.limit cannot be set: this kernel"));
}

/* Changes the owner of the cgroup and of the files that the kernel names, else of those in the
 * specification. */
static void owner_on_v2(void **state)
{
	autoarena struct arena a = {0};
	const struct cgroup_set *l = layout_of(&a, "v2");
	struct cgroup_plan p;
	struct err e;

	(void)state;
	host_of(l, &a);
	plan(&p, l, &a);
	p.owner = 1000;
	fake_reset(0);
	assert_true(apply(&p, &a, &e));
	assert_non_null(
		strstr(fake_lines(), "chown 1000 /sys/fs/cgroup/pod/one\n"
				     "chown 1000 /sys/fs/cgroup/pod/one/cgroup.procs\n"
				     "chown 1000 /sys/fs/cgroup/pod/one/cgroup.subtree_control\n"
				     "chown 1000 /sys/fs/cgroup/pod/one/cgroup.threads\n"));
	host_of(l, &a);
	fake_cgroup_dir("/sys/kernel/cgroup");
	fake_cgroup_file("/sys/kernel/cgroup/delegate", "cgroup.procs\nmemory.oom.group\n");
	plan(&p, l, &a);
	p.owner = 1000;
	fake_reset(0);
	assert_true(apply(&p, &a, &e));
	assert_non_null(
		strstr(fake_lines(), "chown 1000 /sys/fs/cgroup/pod/one/memory.oom.group\n"));
	assert_null(strstr(fake_lines(), "cgroup.threads"));
}

static void set_events(const char *dir, const char *text, struct arena *a)
{
	fake_cgroup_dir(dir);
	fake_cgroup_file(arena_printf(a, "%s/cgroup.events", dir), text);
}

/* A freeze that reaches its deadline is thawed again. */
static void freeze_deadline(void **state)
{
	autoarena struct arena a = {0};
	struct cgroup_group g = {.mount = "/cg", .path = "/x", .unified = true, .made = 1};
	struct cgroup_ref ref = {CGROUP_FS, NULL, {CGROUP_V2, &g, 1}, 0};
	struct err e;

	(void)state;
	fake_cgroup_reset();
	set_events("/cg/x", "populated 1\nfrozen 0\n", &a);
	fake_cgroup_file("/cg/x/cgroup.procs", "78\n79\n");
	fake_cgroup_file("/proc/78/stat", "78 (sleep) S 1");
	fake_cgroup_file("/proc/78/wchan", "do_freezer_trap");
	fake_cgroup_file("/proc/79/stat", "79 (cp\033[2J) D 1");
	fake_cgroup_file("/proc/79/wchan", "fuse_wait");
	fake_reset(0);
	assert_false(cgroup_freeze(&ref, true, 100, &e));
	assert_int_equal(e.code, ETIMEDOUT);
	assert_non_null(strstr(e.text, "is not frozen after 100 ms (frozen 0): "
				       "process 79 (cp?[2J, state D, in fuse_wait)"));
	assert_string_equal(fake_cgroup_content("/cg/x/cgroup.freeze"), "0");
}

static void destroy_deadline(void **state)
{
	autoarena struct arena a = {0};
	struct cgroup_group g = {.mount = "/cg", .path = "/x", .unified = true, .made = 1};
	struct cgroup_ref ref = {CGROUP_FS, NULL, {CGROUP_V2, &g, 1}, 0};
	struct err e;

	(void)state;
	fake_cgroup_reset();
	set_events("/cg/x", "populated 1\nfrozen 0\n", &a);
	fake_cgroup_dir("/cg/x/sub");
	fake_cgroup_file("/cg/x/sub/cgroup.procs", "77\n");
	fake_cgroup_file("/proc/77/stat", "77 (a) b) D 1");
	fake_cgroup_file("/proc/77/wchan", "io_schedule");
	fake_reset(0);
	assert_false(cgroup_wait_empty(&ref, 100, &e));
	assert_non_null(strstr(e.text, "1 process is still in the container's cgroup after 100 ms: "
				       "77 (a) b, state D, in io_schedule)"));
	set_events("/cg/x", "populated 0\nfrozen 0\n", &a);
	fake_cgroup_file("/cg/x/sub/cgroup.procs", "");
	assert_true(cgroup_destroy(&ref, 100, &e));
	assert_int_equal(fake_cgroup_dirs(), 0);
	assert_true(cgroup_destroy(&ref, 100, &e));
}

/* Without cgroup.kill the cgroup is frozen, all processes are signalled, and it is thawed. */
static void kill_frozen(void **state)
{
	struct cgroup_group g = {.controllers = "freezer", .mount = "/cg", .path = "/x"};
	struct cgroup_ref ref = {CGROUP_FS, NULL, {CGROUP_V1, &g, 1}, 0};
	struct err e;

	(void)state;
	fake_cgroup_reset();
	fake_cgroup_dir("/cg/x");
	fake_cgroup_file("/cg/x/freezer.state", "THAWED");
	fake_cgroup_file("/cg/x/cgroup.procs", "7\n5\n0\n");
	fake_reset(0);
	assert_true(cgroup_kill(&ref, 15, &e));
	assert_string_equal(fake_lines(), "write 'FROZEN' to /cg/x/freezer.state\n"
					  "signal 15 to 5\nsignal 15 to 7\n"
					  "write 'THAWED' to /cg/x/freezer.state\n");
}

/* A pid that belongs to another process by the time of pidfd_open(2) is not signalled: that process
 * is not in the cgroup. */
static void kill_spares_a_reused_number(void **state)
{
	struct cgroup_group g = {.controllers = "freezer", .mount = "/cg", .path = "/x"};
	struct cgroup_ref ref = {CGROUP_FS, NULL, {CGROUP_V1, &g, 1}, 0};
	struct err e;

	(void)state;
	fake_cgroup_reset();
	fake_cgroup_dir("/cg/x");
	fake_cgroup_file("/cg/x/freezer.state", "THAWED");
	fake_cgroup_file("/cg/x/cgroup.procs", "5\n7\n9\n");
	fake_cgroup_reused(7, "/cg/x/cgroup.procs", "9\n5\n");
	fake_reset(0);
	assert_true(cgroup_kill(&ref, 15, &e));
	assert_string_equal(fake_lines(), "write 'FROZEN' to /cg/x/freezer.state\n"
					  "signal 15 to 5\nsignal 15 to 9\n"
					  "write 'THAWED' to /cg/x/freezer.state\n");
}

/* A process in two hierarchies of a hybrid host is signalled once. */
static void kill_signals_once(void **state)
{
	struct cgroup_group g[] = {{.controllers = "freezer", .mount = "/v1", .path = "/x"},
		{.mount = "/v2", .path = "/x", .unified = true}};
	struct cgroup_ref ref = {CGROUP_FS, NULL, {CGROUP_HYBRID, g, 2}, 0};
	struct err e;

	(void)state;
	fake_cgroup_reset();
	fake_cgroup_dir("/v1/x");
	fake_cgroup_dir("/v2/x");
	fake_cgroup_file("/v1/x/freezer.state", "THAWED");
	fake_cgroup_file("/v1/x/cgroup.procs", "5\n7\n");
	fake_cgroup_file("/v2/x/cgroup.procs", "8\n7\n");
	fake_reset(0);
	assert_true(cgroup_kill(&ref, 15, &e));
	assert_string_equal(fake_lines(), "write 'FROZEN' to /v1/x/freezer.state\n"
					  "signal 15 to 5\nsignal 15 to 7\nsignal 15 to 8\n"
					  "write 'THAWED' to /v1/x/freezer.state\n");
}

/* A process that was moved to another, frozen cgroup is thawed there. */
static void thaw_where_it_is(void **state)
{
	struct cgroup_group g = {.controllers = "freezer", .mount = "/cg", .path = "/x"};
	struct cgroup_ref ref = {CGROUP_FS, NULL, {CGROUP_V1, &g, 1}, 9};
	bool frozen;
	struct err e;

	(void)state;
	fake_cgroup_reset();
	fake_cgroup_dir("/cg/x");
	fake_cgroup_file("/cg/x/freezer.state", "THAWED");
	fake_cgroup_dir("/cg/other");
	fake_cgroup_file("/cg/other/freezer.state", "FROZEN");
	fake_cgroup_file("/proc/9/cgroup", "6:freezer:/other\n");
	fake_reset(0);
	assert_true(cgroup_frozen(&ref, &frozen, &e));
	assert_true(frozen);
	assert_true(cgroup_freeze(&ref, false, 100, &e));
	assert_string_equal(fake_cgroup_content("/cg/other/freezer.state"), "THAWED");
	/* The pid belongs to another process by now; its cgroup is not changed. */
	fake_cgroup_file("/cg/other/freezer.state", "FROZEN");
	ref.init_fd = FAKE_ENDED;
	assert_true(cgroup_frozen(&ref, &frozen, &e));
	assert_false(frozen);
	assert_true(cgroup_freeze(&ref, false, 100, &e));
	assert_string_equal(fake_cgroup_content("/cg/other/freezer.state"), "FROZEN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(order_on_v2),
		cmocka_unit_test(any_call_fails), cmocka_unit_test(other_files),
		cmocka_unit_test(owner_on_v2), cmocka_unit_test(freeze_deadline),
		cmocka_unit_test(any_call_of_destroy_fails), cmocka_unit_test(destroy_deadline),
		cmocka_unit_test(kill_frozen), cmocka_unit_test(kill_spares_a_reused_number),
		cmocka_unit_test(kill_signals_once), cmocka_unit_test(thaw_where_it_is)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

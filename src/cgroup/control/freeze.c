/* SPDX-License-Identifier: Apache-2.0 */
/* Freezes and thaws: by the v1 freezer if the container has a cgroup there, else by cgroup.freeze.
 */
#include "control/freeze.h"

#include <string.h>

#include "brig/base/fd.h"
#include "brig/sys/cgroupfs.h"
#include "control/pids.h"
#include "fs/procfs-parse.h"
#include "fs/walk.h"
#include "record.h"

static const char *state_file(const struct cgroup_group *g)
{
	return g->unified ? "cgroup.freeze" : "freezer.state";
}

static const char *state_value(const struct cgroup_group *g, bool frozen)
{
	if (g->unified)
		return frozen ? "1" : "0";
	return frozen ? "FROZEN" : "THAWED";
}

bool freeze_read_state(const struct cgroup_group *g, const char *path, bool *ret, struct err *e)
{
	char state[64];

	*ret = false;
	if (!sys_cgroup_read(g->mount, path, state_file(g), state, sizeof(state), e))
		return walk_is_gone(e);
	/* v1 has a third state, FREEZING. */
	*ret = g->unified ? str_eq(state, "1") : !str_eq(state, "THAWED");
	return true;
}

/* Thaws the cgroup and all beneath it, the parents first: a frozen parent keeps its children
 * frozen. */
static bool thaw_tree(const struct cgroup_group *g, const char *path, struct err *e)
{
	autoarena struct arena a = {0};
	struct str_list paths;

	if (!walk_paths(&a, g->mount, path, &paths, e))
		return false;
	for (size_t i = paths.n; i > 0; i--)
		if (!sys_cgroup_write(
			    g->mount, paths.v[i - 1], state_file(g), state_value(g, false), e) &&
			!walk_is_gone(e))
			return false;
	return true;
}

/* Thaws the cgroup of the container, and the cgroup that init is in. */
static bool thaw_group(const struct cgroup_ref *ref, const struct cgroup_group *g, struct err *e)
{
	autoarena struct arena a = {0};
	const struct cgroup_lines init = record_init_lines(ref, &a);
	const char *real = record_init_path(&init, g);

	if (!thaw_tree(g, g->path, e))
		return false;
	/* The root cgroup cannot be frozen and has no file. */
	return record_is_beneath(g, real) || str_eq(real, "/") || thaw_tree(g, real, e);
}

void freeze_thaw_all(const struct cgroup_ref *ref)
{
	const struct cgroup_group *v1 = cgroup_set_v1(&ref->groups, "freezer"),
				  *v2 = cgroup_set_unified(&ref->groups);
	struct err ignored;

	if (v1 && !thaw_group(ref, v1, &ignored))
		return;
	if (v2 && !thaw_group(ref, v2, &ignored))
		return;
}

void freeze_undo(const struct cgroup_ref *ref)
{
	const struct cgroup_group *g = cgroup_set_home(&ref->groups, "freezer");
	struct err ignored;

	if (g && !sys_cgroup_write(
			 g->mount, g->path, state_file(g), state_value(g, false), &ignored))
		return;
}

/* ETIMEDOUT without the text of the errno: the callers add the blocked processes. */
#define fail_timeout(e, ...) (err_set((e), 0, __VA_ARGS__), (e)->code = ETIMEDOUT, false)

static bool fail_state(
	const struct cgroup_group *g, bool frozen, int timeout_ms, const char *state, struct err *e)
{
	if (!frozen)
		return fail_timeout(e,
			"cgroup %s%s is still frozen after %d ms (%.32s); is a parent frozen?",
			g->mount, g->path, timeout_ms, state);
	return fail_timeout(e, "cgroup %s%s is not frozen after %d ms (%.32s)", g->mount, g->path,
		timeout_ms, state);
}

/* Polls, since v1 has no event to wait for. A fork can leave the cgroup in FREEZING; writing the
 * state again completes the freeze. */
static bool wait_state_v1(const struct cgroup_group *g, bool frozen, int timeout_ms, struct err *e)
{
	const char *wanted = frozen ? "FROZEN" : "THAWED";
	struct walk_deadline d = walk_deadline(timeout_ms);
	char state[64];

	for (;;) {
		if (!sys_cgroup_read(g->mount, g->path, "freezer.state", state, sizeof(state), e))
			return !frozen && walk_is_gone(e);
		if (strcmp(state, wanted) == 0)
			return true;
		if (!walk_pause(&d))
			return fail_state(g, frozen, timeout_ms, state, e);
		if (!sys_cgroup_write(g->mount, g->path, "freezer.state", wanted, e))
			return false;
	}
}

static bool wait_state_v2(const struct cgroup_group *g, bool frozen, int timeout_ms, struct err *e)
{
	autoclose int fd = sys_cgroup_watch(g->mount, g->path, "cgroup.events", e);
	struct walk_deadline d = walk_deadline(timeout_ms);
	char text[256];
	uint64_t now;

	if (fd < 0)
		return !frozen && walk_is_gone(e);
	for (;;) {
		if (!sys_cgroup_watched(fd, text, sizeof(text), e))
			return !frozen && walk_is_gone(e);
		if (!cgroup_flat_value(text, "frozen", &now))
			return fail(
				e, "this kernel (before 5.2) cannot freeze a cgroup of cgroup v2");
		if ((now != 0) == frozen)
			return true;
		if (walk_time_left(&d) == 0)
			return fail_state(
				g, frozen, timeout_ms, frozen ? "frozen 0" : "frozen 1", e);
		if (!sys_cgroup_wait(fd, walk_time_left(&d), e))
			return false;
	}
}

static bool wait_state(const struct cgroup_group *g, bool frozen, int timeout_ms, struct err *e)
{
	return g->unified ? wait_state_v2(g, frozen, timeout_ms, e)
			  : wait_state_v1(g, frozen, timeout_ms, e);
}

static bool thaw(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	const struct cgroup_group *groups[] = {
		cgroup_set_v1(&ref->groups, "freezer"), cgroup_set_unified(&ref->groups)};

	for (size_t i = 0; i < 2; i++) {
		if (!groups[i] || (thaw_group(ref, groups[i], e) &&
					  wait_state(groups[i], false, timeout_ms, e)))
			continue;
		if (e->code == ETIMEDOUT)
			error_add_blocked_pids(ref, true, e);
		return false;
	}
	return true;
}

bool cgroup_freeze(const struct cgroup_ref *ref, bool frozen, int timeout_ms, struct err *e)
{
	const struct cgroup_group *g = cgroup_set_home(&ref->groups, "freezer");

	if (!frozen)
		return thaw(ref, timeout_ms, e);
	if (ref->driver == CGROUP_NONE || ref->groups.n == 0)
		return fail(e, "the container has no cgroup of its own, so it cannot be frozen");
	if (!g)
		return fail(e, "no freezer hierarchy is mounted");
	if (sys_cgroup_write(g->mount, g->path, state_file(g), state_value(g, true), e) &&
		wait_state(g, true, timeout_ms, e))
		return true;
	if (e->code == ETIMEDOUT)
		error_add_blocked_pids(ref, false, e);
	freeze_thaw_all(ref);
	return false;
}

bool cgroup_frozen(const struct cgroup_ref *ref, bool *ret, struct err *e)
{
	autoarena struct arena a = {0};
	const struct cgroup_group *v1 = cgroup_set_v1(&ref->groups, "freezer"),
				  *v2 = cgroup_set_unified(&ref->groups);
	const struct cgroup_lines init = record_init_lines(ref, &a);
	const char *real = v1 ? record_init_path(&init, v1) : NULL;
	char text[256];
	uint64_t frozen = 0;

	*ret = false;
	if (v1 && !freeze_read_state(v1, v1->path, ret, e))
		return false;
	if (v1 && !*ret && !str_eq(real, v1->path) && !str_eq(real, "/") &&
		!freeze_read_state(v1, real, ret, e))
		return false;
	if (!v2 || *ret)
		return true;
	if (!sys_cgroup_read(v2->mount, v2->path, "cgroup.events", text, sizeof(text), e))
		return walk_is_gone(e);
	cgroup_flat_value(text, "frozen", &frozen);
	*ret = frozen != 0;
	return *ret || freeze_read_state(v2, v2->path, ret, e);
}

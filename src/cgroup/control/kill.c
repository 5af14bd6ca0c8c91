/* SPDX-License-Identifier: Apache-2.0 */
/* Signals the processes of a container. */
#include "brig/cgroup/kill.h"
#include "brig/sys/clock.h"
#include "brig/sys/process.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/cgroupfs.h"
#include "control/freeze.h"
#include "control/pids.h"

enum { FREEZE_MS = 1000, KILL_ROUNDS = 50, PIDFDS_MAX = 64 };

struct signalling {
	struct arena *arena;
	int sig;
	/* The first n_before of them are sorted, and were signalled in another hierarchy. */
	struct walk_pid_list signalled;
	size_t n_before;
	const struct cgroup_group *group;
};

/* Opens a pidfd of the process. *ret is -1 if the process has ended, or needs no signal. */
static bool open_pidfd(const struct signalling *s, pid_t pid, int *ret, struct err *e)
{
	*ret = -1;
	if (pid == getpid() || pids_contain(&s->signalled, s->n_before, pid))
		return true;
	*ret = sys_pidfd_open(pid, e);
	return *ret >= 0 || e->code == ESRCH;
}

static bool send_signal(struct signalling *s, int pidfd, pid_t pid, struct err *e)
{
	struct walk_pid_list *signalled = &s->signalled;

	signalled->v = arena_grow(
		s->arena, signalled->v, &signalled->n, &signalled->cap, sizeof(*signalled->v));
	signalled->v[signalled->n - 1] = pid;
	return sys_pidfd_kill_if_alive(pidfd, pid, s->sig, e);
}

/* A pid may belong to another process by now. The process with this pid is held by a pidfd first;
 * if the pid is still in the cgroup then, the pidfd is of that process or of one that has ended,
 * which a signal does not reach. */
static bool signal_some(
	struct signalling *s, const char *path, const pid_t *pids, size_t n, struct err *e)
{
	autoarena struct arena a = {0};
	struct walk_pid_list now = {0};
	int pidfd[PIDFDS_MAX];
	bool ok = true;

	for (size_t i = 0; i < n; i++)
		ok = open_pidfd(s, pids[i], &pidfd[i], ok ? e : &(struct err){0}) && ok;
	ok = ok && walk_pids(&a, s->group->mount, path, &now, e);
	pids_sort(&now);
	for (size_t i = 0; i < n; i++) {
		if (ok && pidfd[i] >= 0 && pids_contain(&now, now.n, pids[i]))
			ok = send_signal(s, pidfd[i], pids[i], e);
		fd_close(&pidfd[i]);
	}
	return ok;
}

static bool signal_tree(struct signalling *s, struct err *e)
{
	const struct cgroup_group *g = s->group;
	struct str_list paths;

	if (g->unified && !pids_is_populated(g))
		return true;
	if (!walk_paths(s->arena, g->mount, g->path, &paths, e))
		return false;
	for (size_t i = 0; i < paths.n; i++) {
		autoarena struct arena a = {0};
		struct walk_pid_list pids = {0};

		if (!walk_pids(&a, g->mount, paths.v[i], &pids, e))
			return false;
		pids_sort(&pids);
		for (size_t at = 0; at < pids.n; at += PIDFDS_MAX)
			if (!signal_some(s, paths.v[i], pids.v + at,
				    pids.n - at < PIDFDS_MAX ? pids.n - at : PIDFDS_MAX, e))
				return false;
	}
	return true;
}

/* Signals every process once. *found is set to their number. */
static bool signal_all(const struct cgroup_ref *ref, int sig, size_t *found, struct err *e)
{
	autoarena struct arena a = {0};
	struct signalling s = {.arena = &a, .sig = sig};
	const struct cgroup_group *groups[2];
	size_t n = pids_groups(ref, groups);

	for (size_t i = 0; i < n; i++) {
		s.group = groups[i];
		if (!signal_tree(&s, e))
			return false;
		pids_sort(&s.signalled);
		s.n_before = s.signalled.n;
	}
	*found = s.signalled.n;
	return true;
}

/* For a cgroup that cannot be frozen: a process that was forked meanwhile gets its signal in a
 * later round. 50 rounds, 1 ms apart, bound the time. */
static bool kill_in_rounds(const struct cgroup_ref *ref, struct err *e)
{
	size_t found = 1;

	for (int i = 0; i < KILL_ROUNDS && found > 0; i++) {
		if (!signal_all(ref, SIGKILL, &found, e))
			return false;
		if (found > 0)
			sys_sleep_us(1000);
	}
	return true;
}

static bool signal_frozen(const struct cgroup_ref *ref, int sig, struct err *e)
{
	struct err ignored;
	bool was_frozen, frozen, ok;
	size_t found;

	if (!cgroup_frozen(ref, &was_frozen, e))
		return false;
	frozen = was_frozen || cgroup_freeze(ref, true, FREEZE_MS, &ignored);
	ok = signal_all(ref, sig, &found, e);
	if (sig == SIGKILL)
		freeze_thaw_all(ref);
	else if (frozen && !was_frozen)
		freeze_undo(ref);
	return ok && (frozen || sig != SIGKILL || kill_in_rounds(ref, e));
}

bool cgroup_kill(const struct cgroup_ref *ref, int sig, struct err *e)
{
	const struct cgroup_group *v2 = cgroup_set_unified(&ref->groups);
	size_t found;

	if (ref->groups.n == 0)
		return true;
	if (sig != SIGKILL || !v2)
		return signal_frozen(ref, sig, e);
	if (!sys_cgroup_write(v2->mount, v2->path, "cgroup.kill", "1", e)) {
		if (!walk_is_gone(e) && e->code != EOPNOTSUPP)
			return false;
		return signal_frozen(ref, sig, e); /* before Linux 5.14, or the cgroup is gone */
	}
	/* A process that the v1 freezer holds dies only after it is thawed; a process that was
	 * moved out of the cgroup2 cgroup is still in the v1 cgroups. */
	if (ref->groups.mode != CGROUP_HYBRID)
		return true;
	freeze_thaw_all(ref);
	return signal_all(ref, sig, &found, e);
}

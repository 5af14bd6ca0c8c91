/* SPDX-License-Identifier: Apache-2.0 */
/* Processes of a container's cgroups: listing them, signalling them, waiting for their end. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/cgroupfs.h"
#include "brig/sys/hung-process.h"
#include "fs/procfs-parse.h"
#include "record.h"

enum { FREEZE_MS = 1000, ROUNDS = 50, PIDS_NAMED = 8, PIDFDS_MAX = 64 };

/* Whether the cgroup or one beneath it may have processes; cgroup2 tells without a walk through the
 * tree. */
static bool is_populated(const struct cgroup_group *g)
{
	char text[256];
	uint64_t populated;
	struct err ignored;

	return !sys_cgroup_read(g->mount, g->path, "cgroup.events", text, sizeof(text), &ignored) ||
	       !cgroup_flat_value(text, "populated", &populated) || populated > 0;
}

static bool add_tree(
	struct arena *a, const struct cgroup_group *g, struct walk_pid_list *pids, struct err *e)
{
	struct str_list paths;

	if (g->unified && !is_populated(g))
		return true;
	if (!walk_paths(a, g->mount, g->path, &paths, e))
		return false;
	for (size_t i = 0; i < paths.n; i++)
		if (!walk_pids(a, g->mount, paths.v[i], pids, e))
			return false;
	return true;
}

static int by_number(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

static void sort(struct walk_pid_list *pids)
{
	if (pids->n > 0)
		qsort(pids->v, pids->n, sizeof(*pids->v), by_number);
}

static bool has(const struct walk_pid_list *sorted, size_t n, pid_t pid)
{
	return n > 0 && bsearch(&pid, sorted->v, n, sizeof(pid), by_number);
}

/* The cgroups whose processes are listed: cgroup2, and one v1 hierarchy. A process may have been
 * moved out of one hierarchy and not out of the other. */
static size_t listed_groups(const struct cgroup_ref *ref, const struct cgroup_group *ret[2])
{
	const struct cgroup_group *v1 = cgroup_set_v1(&ref->groups, "freezer"),
				  *v2 = cgroup_set_unified(&ref->groups);
	size_t n = 0;

	if (!v1 && ref->groups.n > 0 && !ref->groups.v[0].unified)
		v1 = &ref->groups.v[0];
	if (v1)
		ret[n++] = v1;
	if (v2)
		ret[n++] = v2;
	return n;
}

bool cgroup_pids(const struct cgroup_ref *ref, struct arena *a, struct pid_list *ret, struct err *e)
{
	const struct cgroup_group *groups[2];
	struct walk_pid_list pids = {0};
	size_t n = listed_groups(ref, groups), used = 0;

	*ret = (struct pid_list){0};
	for (size_t i = 0; i < n; i++)
		if (!add_tree(a, groups[i], &pids, e))
			return false;
	sort(&pids);
	for (size_t i = 0; i < pids.n; i++)
		if (used == 0 || pids.v[i] != pids.v[used - 1])
			pids.v[used++] = pids.v[i];
	if (used > 0)
		*ret = (struct pid_list){.v = pids.v, .n = used};
	return true;
}

struct signalling {
	struct arena *arena;
	int sig;
	struct walk_pid_list
		signalled; /* the first n_before of them: sorted, signalled in another hierarchy */
	size_t n_before;
	const struct cgroup_group *group;
};

/* Opens a pidfd of the process. *ret is -1 if the process has ended, or needs no signal. */
static bool open_pidfd(const struct signalling *s, pid_t pid, int *ret, struct err *e)
{
	*ret = -1;
	if (pid == getpid() || has(&s->signalled, s->n_before, pid))
		return true;
	*ret = sys_cgroup_hold(pid, e);
	return *ret >= 0 || e->code == ESRCH;
}

static bool send_signal(struct signalling *s, int pidfd, pid_t pid, struct err *e)
{
	struct walk_pid_list *signalled = &s->signalled;

	signalled->v = arena_grow(
		s->arena, signalled->v, &signalled->n, &signalled->cap, sizeof(*signalled->v));
	signalled->v[signalled->n - 1] = pid;
	return sys_cgroup_signal(pidfd, pid, s->sig, e);
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
	sort(&now);
	for (size_t i = 0; i < n; i++) {
		if (ok && pidfd[i] >= 0 && has(&now, now.n, pids[i]))
			ok = send_signal(s, pidfd[i], pids[i], e);
		fd_close(&pidfd[i]);
	}
	return ok;
}

static bool signal_tree(struct signalling *s, struct err *e)
{
	const struct cgroup_group *g = s->group;
	struct str_list paths;

	if (g->unified && !is_populated(g))
		return true;
	if (!walk_paths(s->arena, g->mount, g->path, &paths, e))
		return false;
	for (size_t i = 0; i < paths.n; i++) {
		autoarena struct arena a = {0};
		struct walk_pid_list pids = {0};

		if (!walk_pids(&a, g->mount, paths.v[i], &pids, e))
			return false;
		sort(&pids);
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
	size_t n = listed_groups(ref, groups);

	for (size_t i = 0; i < n; i++) {
		s.group = groups[i];
		if (!signal_tree(&s, e))
			return false;
		sort(&s.signalled);
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

	for (int i = 0; i < ROUNDS && found > 0; i++) {
		if (!signal_all(ref, SIGKILL, &found, e))
			return false;
		if (found > 0)
			sys_cgroup_pause(1000);
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
		thaw_groups(ref);
	else if (frozen && !was_frozen)
		thaw_frozen_groups(ref);
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
	thaw_groups(ref);
	return signal_all(ref, sig, &found, e);
}

static bool in_freezer(struct arena *a, pid_t pid)
{
	struct err ignored;
	const char *wchan = sys_cgroup_proc(a, pid, "wchan", &ignored);

	return wchan && (strstr(wchan, "refrigerator") || strstr(wchan, "freezer_trap"));
}

void error_add_blocked_pids(const struct cgroup_ref *ref, bool frozen, struct err *e)
{
	autoarena struct arena a = {0};
	struct str names = {.arena = &a};
	struct pid_list pids = {0};
	struct err ignored;
	size_t used = strlen(e->text);

	e->code = ETIMEDOUT;
	if (!cgroup_pids(ref, &a, &pids, &ignored))
		return;
	for (size_t i = 0, n = 0; i < pids.n && n < PIDS_NAMED; i++)
		if (frozen || !in_freezer(&a, pids.v[i])) {
			str_addf(&names, "%s%s", n ? ", " : "", sys_doing(&a, pids.v[i]));
			n++;
		}
	if (names.n > 0)
		snprintf(e->text + used, sizeof(e->text) - used, ": process %s", str_text(&names));
}

static bool fail_not_empty(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	autoarena struct arena a = {0};
	struct str names = {.arena = &a};
	struct pid_list pids;

	if (!cgroup_pids(ref, &a, &pids, e))
		return false;
	if (pids.n == 0)
		return true;
	for (size_t i = 0; i < pids.n && i < PIDS_NAMED; i++)
		str_addf(&names, "%s%s", i ? ", " : "", sys_doing(&a, pids.v[i]));
	return fail_code(e, EBUSY, "%zu process%s still in the container's cgroup after %d ms: %s",
		pids.n, pids.n == 1 ? " is" : "es are", timeout_ms, str_text(&names));
}

/* Waits by cgroup.events until the cgroup is not populated or the deadline passes, both success;
 * success too if the file does not exist. */
static bool wait_unpopulated(
	const struct cgroup_group *g, const struct walk_deadline *d, struct err *e)
{
	autoclose int fd = sys_cgroup_watch(g->mount, g->path, "cgroup.events", e);
	char text[256];
	uint64_t populated;

	if (fd < 0)
		return walk_is_gone(e);
	for (;;) {
		if (!sys_cgroup_watched(fd, text, sizeof(text), e))
			return walk_is_gone(e);
		if (!cgroup_flat_value(text, "populated", &populated) || populated == 0 ||
			walk_time_left(d) == 0)
			return true;
		if (!sys_cgroup_wait(fd, walk_time_left(d), e))
			return false;
	}
}

bool cgroup_wait_empty(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	const struct cgroup_group *v2 = cgroup_set_unified(&ref->groups);
	struct walk_deadline d = walk_deadline(timeout_ms);

	if (ref->groups.n == 0)
		return true;
	if (v2 && !wait_unpopulated(v2, &d, e))
		return false;
	for (;;) {
		autoarena struct arena a = {0};
		struct pid_list pids;

		if (!cgroup_pids(ref, &a, &pids, e))
			return false;
		if (pids.n == 0)
			return true;
		if (!walk_pause(&d))
			return fail_not_empty(ref, timeout_ms, e);
	}
}

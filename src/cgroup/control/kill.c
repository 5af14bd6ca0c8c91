/* SPDX-License-Identifier: Apache-2.0 */
/* Processes of a group: listing, signalling, waiting for their end. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/cgroupfs.h"
#include "brig/sys/clock.h"
#include "brig/sys/hung-process.h"
#include "brig/sys/process.h"
#include "brig/sys/procfs.h"
#include "fs/procfs-parse.h"
#include "record.h"

enum { FREEZE_MS = 1000, ROUNDS = 50, NAMED = 8, HELD = 64 };

/* Whether there may be a process in the group or beneath it: cgroup2 tells, without looking. */
static bool is_populated(const struct cgroup_ref_group *g)
{
	char text[256];
	uint64_t populated;
	struct err ignored;

	return !sys_cgroup_read(g->mount, g->path, "cgroup.events", text, sizeof(text), &ignored) ||
	       !cgroup_flat_value(text, "populated", &populated) || populated > 0;
}

static bool add_tree(struct arena *a, const struct cgroup_ref_group *g, struct walk_pid_list *pids,
	struct err *e)
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

/* A process may have left one hierarchy and not another: cgroup2 and one of v1 are asked. */
static size_t asked(const struct cgroup_ref *ref, const struct cgroup_ref_group *ret[2])
{
	const struct cgroup_ref_group *v1 = record_v1(ref, "freezer"), *v2 = record_unified(ref);
	size_t n = 0;

	if (!v1 && ref->n > 0 && !ref->v[0].unified)
		v1 = &ref->v[0];
	if (v1)
		ret[n++] = v1;
	if (v2)
		ret[n++] = v2;
	return n;
}

bool cgroup_pids(const struct cgroup_ref *ref, struct arena *a, struct pid_list *ret, struct err *e)
{
	const struct cgroup_ref_group *groups[2];
	struct walk_pid_list pids = {0};
	size_t n = asked(ref, groups), used = 0;

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
	struct walk_pid_list done; /* the first `before` of them, sorted, by another hierarchy */
	size_t before;
	const struct cgroup_ref_group *group;
};

/* *ret is -1 for one that is gone. */
static bool hold(const struct signalling *s, pid_t pid, int *ret, struct err *e)
{
	*ret = -1;
	if (pid == getpid() || has(&s->done, s->before, pid))
		return true;
	*ret = sys_pidfd_open(pid, e);
	return *ret >= 0 || e->code == ESRCH;
}

static bool send_one(struct signalling *s, int held, pid_t pid, struct err *e)
{
	struct walk_pid_list *done = &s->done;

	done->v = arena_grow(s->arena, done->v, &done->n, &done->cap, sizeof(*done->v));
	done->v[done->n - 1] = pid;
	return sys_pidfd_kill_if_alive(held, pid, s->sig, e);
}

/* A number may be another process by now. Who has it is held first; when the number is in the group
 * then, it is still that process or one that has ended, which a signal does not find. */
static bool signal_some(
	struct signalling *s, const char *path, const pid_t *pids, size_t n, struct err *e)
{
	autoarena struct arena a = {0};
	struct walk_pid_list now = {0};
	int held[HELD];
	bool ok = true;

	for (size_t i = 0; i < n; i++)
		ok = hold(s, pids[i], &held[i], ok ? e : &(struct err){0}) && ok;
	ok = ok && walk_pids(&a, s->group->mount, path, &now, e);
	sort(&now);
	for (size_t i = 0; i < n; i++) {
		if (ok && held[i] >= 0 && has(&now, now.n, pids[i]))
			ok = send_one(s, held[i], pids[i], e);
		fd_close(&held[i]);
	}
	return ok;
}

static bool signal_tree(struct signalling *s, struct err *e)
{
	const struct cgroup_ref_group *g = s->group;
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
		for (size_t at = 0; at < pids.n; at += HELD)
			if (!signal_some(s, paths.v[i], pids.v + at,
				    pids.n - at < HELD ? pids.n - at : HELD, e))
				return false;
	}
	return true;
}

/* Signals all there are, each once; *found says how many. */
static bool signal_all(const struct cgroup_ref *ref, int sig, size_t *found, struct err *e)
{
	autoarena struct arena a = {0};
	struct signalling s = {.arena = &a, .sig = sig};
	const struct cgroup_ref_group *groups[2];
	size_t n = asked(ref, groups);

	for (size_t i = 0; i < n; i++) {
		s.group = groups[i];
		if (!signal_tree(&s, e))
			return false;
		sort(&s.done);
		s.before = s.done.n;
	}
	*found = s.done.n;
	return true;
}

/* Where the group can't be frozen, what forks meanwhile is found in a later round. */
static bool kill_in_rounds(const struct cgroup_ref *ref, struct err *e)
{
	size_t found = 1;

	for (int i = 0; i < ROUNDS && found > 0; i++) {
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
	bool was_frozen, stopped, ok;
	size_t found;

	if (!cgroup_frozen(ref, &was_frozen, e))
		return false;
	stopped = was_frozen || cgroup_freeze(ref, true, FREEZE_MS, &ignored);
	ok = signal_all(ref, sig, &found, e);
	if (sig == SIGKILL)
		thaw_groups(ref);
	else if (stopped && !was_frozen)
		thaw_frozen_groups(ref);
	return ok && (stopped || sig != SIGKILL || kill_in_rounds(ref, e));
}

bool cgroup_kill(const struct cgroup_ref *ref, int sig, struct err *e)
{
	const struct cgroup_ref_group *v2 = record_unified(ref);
	size_t found;

	if (ref->n == 0)
		return true;
	if (sig != SIGKILL || !v2)
		return signal_frozen(ref, sig, e);
	if (!sys_cgroup_write(v2->mount, v2->path, "cgroup.kill", "1", e)) {
		if (!walk_is_gone(e) && e->code != EOPNOTSUPP)
			return false;
		return signal_frozen(ref, sig, e); /* before Linux 5.14, or the group is gone */
	}
	/* What the v1 freezer holds dies only when it is let go; what has left cgroup2 is still in
	 * its v1 groups. */
	if (ref->mode != CGROUP_HYBRID)
		return true;
	thaw_groups(ref);
	return signal_all(ref, sig, &found, e);
}

static bool in_freezer(struct arena *a, pid_t pid)
{
	struct err ignored;
	const char *wchan = sys_procfs_read(a, pid, "wchan", &ignored);

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
	for (size_t i = 0, n = 0; i < pids.n && n < NAMED; i++)
		if (frozen || !in_freezer(&a, pids.v[i])) {
			str_addf(&names, "%s%s", n ? ", " : "", sys_doing(&a, pids.v[i]));
			n++;
		}
	if (names.n > 0)
		snprintf(e->text + used, sizeof(e->text) - used, ": process %s", str_text(&names));
}

static bool still_there(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	autoarena struct arena a = {0};
	struct str names = {.arena = &a};
	struct pid_list pids;

	if (!cgroup_pids(ref, &a, &pids, e))
		return false;
	if (pids.n == 0)
		return true;
	for (size_t i = 0; i < pids.n && i < NAMED; i++)
		str_addf(&names, "%s%s", i ? ", " : "", sys_doing(&a, pids.v[i]));
	return fail_code(e, EBUSY, "%zu process%s still in the container's cgroup after %d ms: %s",
		pids.n, pids.n == 1 ? " is" : "es are", timeout_ms, str_text(&names));
}

/* cgroup.events tells; success too when there is nothing to wait on. */
static bool wait_unpopulated(
	const struct cgroup_ref_group *g, const struct walk_deadline *d, struct err *e)
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
	const struct cgroup_ref_group *v2 = record_unified(ref);
	struct walk_deadline d = walk_deadline(timeout_ms);

	if (ref->n == 0)
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
			return still_there(ref, timeout_ms, e);
	}
}

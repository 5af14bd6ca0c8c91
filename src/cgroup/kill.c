/* SPDX-License-Identifier: Apache-2.0 */
/* Processes of a group: listing, signalling, waiting for their end. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/cgroupfs.h"
#include "brig/sys/stuck.h"
#include "parse.h"
#include "refs.h"

enum { FREEZE_MS = 1000, ROUNDS = 50, NAMED = 8 };

static bool add_tree(
	struct arena *a, const struct cgroup_ref_group *g, struct tree_pids *pids, struct err *e)
{
	struct str_list paths;

	if (!tree_paths(a, g->mount, g->path, &paths, e))
		return false;
	for (size_t i = 0; i < paths.n; i++)
		if (!tree_procs(a, g->mount, paths.v[i], pids, e))
			return false;
	return true;
}

static int by_number(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

/* A process may have left one hierarchy and not another: cgroup2 and one of v1 are asked. */
bool cgroup_pids(const struct cgroup_ref *ref, struct arena *a, struct pid_list *ret, struct err *e)
{
	const struct cgroup_ref_group *v1 = ref_v1(ref, "freezer"), *v2 = ref_unified(ref);
	struct tree_pids pids = {0};
	size_t n = 0;

	*ret = (struct pid_list){0};
	if (!v1 && ref->n > 0 && !ref->v[0].unified)
		v1 = &ref->v[0];
	if ((v1 && !add_tree(a, v1, &pids, e)) || (v2 && !add_tree(a, v2, &pids, e)))
		return false;
	if (pids.n == 0)
		return true;
	qsort(pids.v, pids.n, sizeof(*pids.v), by_number);
	for (size_t i = 0; i < pids.n; i++)
		if (n == 0 || pids.v[i] != pids.v[n - 1])
			pids.v[n++] = pids.v[i];
	*ret = (struct pid_list){.v = pids.v, .n = n};
	return true;
}

/* Signals all there are; *found says how many. */
static bool signal_all(const struct cgroup_ref *ref, int sig, size_t *found, struct err *e)
{
	autoarena struct arena a = {0};
	struct pid_list pids;

	if (!cgroup_pids(ref, &a, &pids, e))
		return false;
	*found = 0;
	for (size_t i = 0; i < pids.n; i++) {
		if (pids.v[i] == getpid())
			continue;
		(*found)++;
		if (!sys_cgroup_signal(pids.v[i], sig, e))
			return false;
	}
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
			sys_cgroup_pause(1000);
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
	if (sig == SIGKILL || (stopped && !was_frozen))
		ref_thaw(ref);
	return ok && (stopped || sig != SIGKILL || kill_in_rounds(ref, e));
}

bool cgroup_kill(const struct cgroup_ref *ref, int sig, struct err *e)
{
	const struct cgroup_ref_group *v2 = ref_unified(ref);
	size_t found;

	if (ref->n == 0)
		return true;
	if (sig != SIGKILL || !v2)
		return signal_frozen(ref, sig, e);
	if (!sys_cgroup_write(v2->mount, v2->path, "cgroup.kill", "1", e)) {
		if (!tree_gone(e) && e->code != EOPNOTSUPP)
			return false;
		return signal_frozen(ref, sig, e); /* before Linux 5.14, or the group is gone */
	}
	/* What the v1 freezer holds dies only when it is let go; what has left cgroup2 is still in
	 * its v1 groups. */
	if (ref->mode != CGROUP_HYBRID)
		return true;
	ref_thaw(ref);
	return signal_all(ref, sig, &found, e);
}

static bool in_freezer(struct arena *a, pid_t pid)
{
	struct err ignored;
	const char *wchan = sys_cgroup_proc(a, pid, "wchan", &ignored);

	return wchan && (strstr(wchan, "refrigerator") || strstr(wchan, "freezer_trap"));
}

void ref_stuck(const struct cgroup_ref *ref, bool frozen, struct err *e)
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
	const struct cgroup_ref_group *g, const struct tree_deadline *d, struct err *e)
{
	autoclose int fd = sys_cgroup_watch(g->mount, g->path, "cgroup.events", e);
	char text[256];
	uint64_t populated;

	if (fd < 0)
		return tree_gone(e);
	for (;;) {
		if (!sys_cgroup_watched(fd, text, sizeof(text), e))
			return tree_gone(e);
		if (!cgroup_flat_value(text, "populated", &populated) || populated == 0 ||
			tree_left(d) == 0)
			return true;
		if (!sys_cgroup_wait(fd, tree_left(d), e))
			return false;
	}
}

bool cgroup_wait_empty(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	const struct cgroup_ref_group *v2 = ref_unified(ref);
	struct tree_deadline d = tree_deadline(timeout_ms);

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
		if (!tree_pause(&d))
			return still_there(ref, timeout_ms, e);
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Lists the processes of a container, and waits for their end. */
#include "control/pids.h"
#include "brig/sys/procfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/sys/cgroupfs.h"
#include "brig/sys/hung-process.h"
#include "fs/procfs-parse.h"

enum { PIDS_NAMED = 8 };

bool pids_is_populated(const struct cgroup_group *g)
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

	if (g->unified && !pids_is_populated(g))
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

void pids_sort(struct walk_pid_list *pids)
{
	if (pids->n > 0)
		qsort(pids->v, pids->n, sizeof(*pids->v), by_number);
}

bool pids_contain(const struct walk_pid_list *sorted, size_t n, pid_t pid)
{
	return n > 0 && bsearch(&pid, sorted->v, n, sizeof(pid), by_number);
}

size_t pids_groups(const struct cgroup_ref *ref, const struct cgroup_group *ret[2])
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
	size_t n = pids_groups(ref, groups), used = 0;

	*ret = (struct pid_list){0};
	for (size_t i = 0; i < n; i++)
		if (!add_tree(a, groups[i], &pids, e))
			return false;
	pids_sort(&pids);
	for (size_t i = 0; i < pids.n; i++)
		if (used == 0 || pids.v[i] != pids.v[used - 1])
			pids.v[used++] = pids.v[i];
	if (used > 0)
		*ret = (struct pid_list){.v = pids.v, .n = used};
	return true;
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

/* SPDX-License-Identifier: Apache-2.0 */
/* Removes the cgroups of the cgroupfs driver. */
#include "fs/destroy.h"
#include "brig/sys/cgroup-rmtree.h"

#include <string.h>

#include "brig/cgroup/pids.h"
#include "brig/cgroup/record.h"
#include "brig/sys/cgroupfs.h"
#include "fs/create.h"
#include "fs/walk.h"

/* A cgroup that existed before the container stays; the cgroups that the container made beneath it
 * do not. */
static bool remove_self(const struct cgroup_group *g, struct err *e)
{
	return g->made == 0 || sys_cgroup_remove(g->mount, g->path, e) || walk_is_gone(e);
}

static bool is_busy(const struct err *e)
{
	return e->code == EBUSY || e->code == ENOTEMPTY;
}

/* Tries once: removes the cgroup; if it has children, removes these first. */
static bool remove_tree(const struct cgroup_group *g, struct err *e)
{
	if (g->made > 0) {
		if (remove_self(g, e))
			return true;
		if (!is_busy(e))
			return false;
	}
	if (!sys_cgroup_rmtree(g->mount, g->path, e) && !walk_is_gone(e))
		return false;
	return remove_self(g, e);
}

/* Tries until the deadline. An ended process keeps its cgroup busy for a moment, and v1 has no
 * event to wait for. */
static bool remove_group(const struct cgroup_group *g, struct walk_deadline *d, struct err *e)
{
	while (!remove_tree(g, e))
		if (!is_busy(e) || !walk_pause(d))
			return false;
	if (g->made > 0)
		fs_remove_parents(g->mount, g->path, g->made);
	return true;
}

bool cgroup_remove_idle(const struct cgroup_ref *ref)
{
	struct err why;

	if (ref->driver != CGROUP_FS)
		return false;
	for (size_t i = 0; i < ref->groups.n; i++) {
		const struct cgroup_group *g = &ref->groups.v[i];

		if (g->made == 0 ||
			(!sys_cgroup_remove(g->mount, g->path, &why) && !walk_is_gone(&why)))
			return false;
		fs_remove_parents(g->mount, g->path, g->made);
	}
	return true;
}

bool fs_destroy(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	struct walk_deadline d = walk_deadline(timeout_ms);
	struct err first;
	bool ok = cgroup_wait_empty(ref, timeout_ms, &first), removed;

	/* An error in one hierarchy does not stop the removal in the others. */
	for (size_t i = 0; i < ref->groups.n; i++) {
		removed = remove_group(&ref->groups.v[i], &d, ok ? &first : e);
		ok = ok && removed;
	}
	if (!ok)
		*e = first;
	return ok;
}

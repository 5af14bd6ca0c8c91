/* SPDX-License-Identifier: Apache-2.0 */
/* Removing the groups of the files driver. */
#include <string.h>

#include "brig/sys/cgroup-rmtree.h"
#include "brig/sys/cgroupfs.h"
#include "driver.h"
#include "fs/create.h"
#include "record.h"

/* What is not ours stays, without what the container made in it. */
static bool remove_self(const struct cgroup_ref_group *g, struct err *e)
{
	return g->made == 0 || sys_cgroup_remove(g->mount, g->path, e) || walk_is_gone(e);
}

static bool is_busy(const struct err *e)
{
	return e->code == EBUSY || e->code == ENOTEMPTY;
}

/* One pass: the group, and when that has groups or processes what is beneath it first. */
static bool remove_tree(const struct cgroup_ref_group *g, struct err *e)
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

/* A process that has just ended holds its group for a moment; v1 offers nothing to wait on. */
static bool remove_group(const struct cgroup_ref_group *g, struct walk_deadline *d, struct err *e)
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
	for (size_t i = 0; i < ref->n; i++) {
		const struct cgroup_ref_group *g = &ref->v[i];

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
	bool ok = cgroup_wait_empty(ref, timeout_ms, &first), one;

	/* The others are removed even when one is kept. */
	for (size_t i = 0; i < ref->n; i++) {
		one = remove_group(&ref->v[i], &d, ok ? &first : e);
		ok = ok && one;
	}
	if (!ok)
		*e = first;
	return ok;
}

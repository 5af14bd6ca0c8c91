/* SPDX-License-Identifier: Apache-2.0 */
/* Removing the groups of the files driver. */
#include <string.h>

#include "brig/sys/cgroupfs.h"
#include "driver.h"
#include "fs.h"
#include "refs.h"

/* One pass: everything beneath, and the group itself when it is ours. */
static bool remove_tree(const struct cgroup_ref_group *g, struct err *e)
{
	autoarena struct arena a = {0};
	struct str_list paths;

	if (!tree_paths(&a, g->mount, g->path, &paths, e))
		return false;
	for (size_t i = 0; i < paths.n; i++) {
		if (g->made == 0 && str_eq(paths.v[i], g->path))
			continue;
		if (!sys_cgroup_remove(g->mount, paths.v[i], e) && !tree_gone(e))
			return false;
	}
	return true;
}

/* A process that has just ended holds its group for a moment; v1 offers nothing to wait on. */
static bool remove_group(const struct cgroup_ref_group *g, struct tree_deadline *d, struct err *e)
{
	while (!remove_tree(g, e))
		if ((e->code != EBUSY && e->code != ENOTEMPTY) || !tree_pause(d))
			return false;
	if (g->made > 0)
		fs_remove_parents(g->mount, g->path, g->made);
	return true;
}

bool fs_destroy(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	struct tree_deadline d = tree_deadline(timeout_ms);
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

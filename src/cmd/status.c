/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a container. */
#include "status.h"

#include "brig/cgroup/control.h"

bool look_at(struct container *c, const struct runtime *rt, const char *id, struct err *e)
{
	if (!container_open(c, rt->arena, rt->root, id, false, e))
		return false;
	if (!c->record)
		return fail(e,
			"container %s is what an interrupted create has left; "
			"brig delete --force %s removes it",
			id, id);
	return true;
}

bool status_now(const struct container *c, struct arena *a, enum oci_status *ret, struct err *e)
{
	struct cgroup_ref ref = {0};
	bool frozen = false;

	*ret = container_status(c);
	if (*ret != OCI_STATUS_CREATED && *ret != OCI_STATUS_RUNNING)
		return true;
	if (!cgroup_from_record(&ref, c->record, a, e))
		return false;
	ref.init = c->pidfd >= 0 ? c->record->pid : 0;
	if (!cgroup_frozen(&ref, &frozen, e))
		return false;
	if (frozen)
		*ret = OCI_STATUS_PAUSED;
	return true;
}

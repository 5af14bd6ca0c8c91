/* SPDX-License-Identifier: Apache-2.0 */
/* The status of a container, its cgroups and its processes. */
#include "brig/launch/container-status.h"
#include "brig/cgroup/pids.h"

bool container_cgroup(
	struct runtime *rt, const struct container *c, struct cgroup_ref *ret, struct err *e)
{
	*ret = (struct cgroup_ref){.driver = CGROUP_NONE};
	if (!c->record)
		return true;
	if (!cgroup_ref_from_record(ret, c->record, rt->arena, e))
		return false;
	ret->init = c->pidfd >= 0 ? c->record->pid : 0;
	ret->init_fd = c->pidfd;
	return true;
}

bool container_query_status(
	const struct container *c, struct arena *a, enum oci_status *ret, struct err *e)
{
	struct runtime rt = {.arena = a};
	struct cgroup_ref ref;
	bool frozen;

	*ret = container_status(c);
	if (*ret != OCI_STATUS_CREATED && *ret != OCI_STATUS_RUNNING)
		return true;
	if (!container_cgroup(&rt, c, &ref, e) || !cgroup_frozen(&ref, &frozen, e))
		return false;
	if (frozen)
		*ret = OCI_STATUS_PAUSED;
	return true;
}

bool container_processes(
	const struct container *c, struct arena *a, struct pid_list *ret, struct err *e)
{
	struct runtime rt = {.arena = a};
	struct cgroup_ref ref;

	*ret = (struct pid_list){0};
	if (!container_cgroup(&rt, c, &ref, e) || !cgroup_pids(&ref, a, ret, e))
		return false;
	if (ret->n == 0 && c->pidfd >= 0) {
		ret->v = arena_alloc(a, sizeof(*ret->v));
		ret->v[0] = c->record->pid;
		ret->n = 1;
	}
	return true;
}

bool fail_not_running(const char *id, enum oci_status status, struct err *e)
{
	return fail(e, "container not running: %s is %s", id, status_name(status));
}

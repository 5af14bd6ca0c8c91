/* SPDX-License-Identifier: Apache-2.0 */
/* pause and resume: freeze and thaw the container's cgroup. */
#include "brig/ops/pause.h"
#include "brig/launch/container-status.h"

static bool check_state(const char *id, enum oci_status status, bool freeze, struct err *e)
{
	switch (status) {
	case OCI_STATUS_CREATED:
	case OCI_STATUS_RUNNING:
		return freeze || fail(e, "container %s is %s, not paused", id, status_name(status));
	case OCI_STATUS_PAUSED:
		return !freeze || fail(e, "container %s is paused already", id);
	case OCI_STATUS_CREATING:
	case OCI_STATUS_STOPPED:
		break;
	}
	return fail_not_running(id, status, e);
}

static bool set_frozen(struct runtime *rt, const char *id, bool freeze, struct err *e)
{
	autocontainer struct container c = {.dir = -1, .pidfd = -1};
	enum oci_status status;
	struct cgroup_ref ref;

	if (!container_open(&c, rt->arena, rt->root, id, true, e) ||
		!container_query_status(&c, rt->arena, &status, e) ||
		!check_state(id, status, freeze, e) || !container_cgroup(rt, &c, &ref, e))
		return false;
	return cgroup_freeze(&ref, freeze, RUNTIME_DEADLINE_MS, e) ||
	       fail_in(e, "container %s", id);
}

bool runtime_pause(struct runtime *rt, const char *id, struct err *e)
{
	return set_frozen(rt, id, true, e);
}

bool runtime_resume(struct runtime *rt, const char *id, struct err *e)
{
	return set_frozen(rt, id, false, e);
}

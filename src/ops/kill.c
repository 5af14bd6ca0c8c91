/* SPDX-License-Identifier: Apache-2.0 */
/* kill: signals init, or every process in the cgroup. */
#include "brig/ops/kill.h"

#include <signal.h>

#include "brig/launch/container-status.h"
#include "brig/sys/process.h"

static bool send_signal(
	const struct container *c, const struct cgroup_ref *ref, int sig, bool all, struct err *e)
{
	if (all && ref->driver != CGROUP_NONE)
		return cgroup_kill(ref, sig, e);
	if (!sys_pidfd_kill(c->pidfd, sig, e))
		return e->code == ESRCH ? fail_not_running(c->id, OCI_STATUS_STOPPED, e)
					: fail_in(e, "container %s", c->id);
	return true;
}

bool runtime_kill(struct runtime *rt, const char *id, int sig, bool all, struct err *e)
{
	autocontainer struct container c = {.dir = -1, .pidfd = -1};
	enum oci_status status;
	struct cgroup_ref ref;

	if (!container_open(&c, rt->arena, rt->root, id, false, e) ||
		!container_query_status(&c, rt->arena, &status, e) ||
		!container_cgroup(rt, &c, &ref, e))
		return false;
	if (status == OCI_STATUS_CREATING)
		return fail_not_running(id, status, e);
	if (status == OCI_STATUS_STOPPED)
		return all ? cgroup_kill(&ref, sig, e) : fail_not_running(id, status, e);
	if (!send_signal(&c, &ref, sig, all, e))
		return false;
	/* On v1 a frozen process ends only when it is thawed. */
	if (sig == SIGKILL && status == OCI_STATUS_PAUSED)
		return cgroup_freeze(&ref, false, RUNTIME_DEADLINE_MS, e);
	return true;
}

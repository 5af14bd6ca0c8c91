/* SPDX-License-Identifier: Apache-2.0 */
/* Kill and delete. */
#include <signal.h>

#include "brig/base/log.h"
#include "brig/cgroup/freeze.h"
#include "brig/cgroup/kill.h"
#include "brig/sys/process.h"
#include "status.h"

enum { THAW_MS = 10000 };

/* engines look for the words "container not running" */
static bool not_running(const char *id, enum oci_status status, struct err *e)
{
	return fail(e, "container not running: %s is %s", id, status_name(status));
}

static bool send_signal(
	const struct container *c, const struct cgroup_ref *ref, int sig, bool all, struct err *e)
{
	if (all && ref->driver != CGROUP_NONE)
		return cgroup_kill(ref, sig, e);
	if (!sys_pidfd_kill(c->pidfd, sig, e))
		return e->code == ESRCH ? not_running(c->id, OCI_STATUS_STOPPED, e)
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
		return not_running(id, status, e);
	if (status == OCI_STATUS_STOPPED)
		return all ? cgroup_kill(&ref, sig, e) : not_running(id, status, e);
	if (!send_signal(&c, &ref, sig, all, e))
		return false;
	/* A frozen process dies when it is thawed. */
	if (sig == SIGKILL && status == OCI_STATUS_PAUSED)
		return cgroup_freeze(&ref, false, THAW_MS, e);
	return true;
}

static bool check_deletable(const char *id, enum oci_status status, struct err *e)
{
	switch (status) {
	case OCI_STATUS_STOPPED:
		return true;
	case OCI_STATUS_CREATED:
		return fail(e,
			"container %s is created, not stopped; kill it first, or use --force", id);
	case OCI_STATUS_CREATING:
	case OCI_STATUS_RUNNING:
	case OCI_STATUS_PAUSED:
		break;
	}
	return fail(e, "container %s is %s, not stopped; stop it first, or use --force", id,
		status_name(status));
}

bool runtime_delete(struct runtime *rt, const char *id, bool force, struct err *e)
{
	autocontainer struct container c = {.dir = -1, .pidfd = -1};
	enum oci_status status;

	if (!container_open(&c, rt->arena, rt->root, id, true, e)) {
		if (force && e->code == ENOENT)
			return true;
		/* What can't be read now may be read later; it still knows of groups and processes.
		 */
		if (!force || !c.locked || e->code != 0)
			return false;
		/* A damaged record: what it knew of is lost, the directory is not. */
		c.record = NULL;
	}
	if (!force && (!container_query_status(&c, rt->arena, &status, e) ||
			      !check_deletable(id, status, e)))
		return false;
	if (!container_destroy(rt, &c, e))
		return false;
	log_debug("container %s is deleted", id);
	return true;
}

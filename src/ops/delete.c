/* SPDX-License-Identifier: Apache-2.0 */
/* delete: checks the status and removes the container. */
#include "brig/ops/delete.h"

#include "brig/base/log.h"
#include "brig/launch/container-status.h"
#include "destroy.h"

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
		/* A record that could not be read (e->code) may be readable later, and still names
		 * cgroups and processes. A damaged record names nothing: only the directory can be
		 * removed. */
		if (!force || !c.locked || e->code != 0)
			return false;
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

/* SPDX-License-Identifier: Apache-2.0 */
/* The status of a container that exists, and its processes. */
#ifndef BRIG_LAUNCH_CONTAINER_STATUS_H
#define BRIG_LAUNCH_CONTAINER_STATUS_H

#include "brig/cgroup/attach.h"
#include "brig/cgroup/destroy.h"
#include "brig/cgroup/freeze.h"
#include "brig/cgroup/kill.h"
#include "brig/cgroup/pids.h"
#include "brig/cgroup/record.h"
#include "brig/launch/runtime.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"

/* As container_status(), and OCI_STATUS_PAUSED when the container's cgroup is frozen. */
bool container_query_status(
	const struct container *c, struct arena *a, enum oci_status *ret, struct err *e) must_check;

/* Returns every process in the container's cgroup; init alone when it has no cgroup. */
bool container_processes(
	const struct container *c, struct arena *a, struct pid_list *ret, struct err *e) must_check;

/* Returns the cgroups that the container's record names, and init while it runs. */
bool container_cgroup(struct runtime *rt, const struct container *c, struct cgroup_ref *ret,
	struct err *e) must_check;

/* Always false, with the error "container not running: ID is STATUS". Engines match the first three
 * words. */
bool fail_not_running(const char *id, enum oci_status status, struct err *e);

#endif

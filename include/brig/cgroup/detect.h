/* SPDX-License-Identifier: Apache-2.0 */
/* Detects the cgroup hierarchies of the host and the runtime's own cgroup in each of them. */
#ifndef BRIG_CGROUP_DETECT_H
#define BRIG_CGROUP_DETECT_H

#include "brig/base/arena.h"
#include "brig/cgroup/group.h"

struct oci_resources;

/* The runtime's own cgroups; path is "/" if the own cgroup is not beneath the mount point.
 * statfs(2) of /sys/fs/cgroup detects pure cgroup v2. /proc/self/cgroup lists the v1 hierarchies,
 * and each is looked for at /sys/fs/cgroup/CONTROLLERS and at /sys/fs/cgroup/CONTROLLER.
 * /proc/self/mountinfo is read only if one is not found there and the container needs it; wanted
 * are the container's limits, NULL for none. A hierarchy that is not mounted is left out. A host
 * without a cgroup filesystem is not an error: the mode is CGROUP_NOWHERE. */
bool cgroup_detect(struct cgroup_set *out, const struct oci_resources *wanted, struct arena *a,
	struct err *e) must_check;

/* The same from texts, for tests: mountinfo in the format of proc_pid_mountinfo(5), self in that of
 * /proc/self/cgroup (cgroups(7)), unified_controllers in that of cgroup.controllers (NULL: none). A
 * line that cannot be parsed is an error. Pure. */
bool cgroup_detect_parse(struct cgroup_set *out, const char *mountinfo, const char *self,
	const char *unified_controllers, struct arena *a, struct err *e) must_check;

#endif

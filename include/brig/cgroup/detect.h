/* SPDX-License-Identifier: Apache-2.0 */
/* Which cgroup hierarchies the host has, what each of them controls, and where we stand in them. */
#ifndef BRIG_CGROUP_DETECT_H
#define BRIG_CGROUP_DETECT_H

#include <stddef.h>

#include "brig/base/arena.h"
#include "brig/cgroup/group.h"

struct oci_resources;

/* Looks at the host: statfs of /sys/fs/cgroup tells pure v2; /proc/self/cgroup names the v1
 * hierarchies, which are looked for at /sys/fs/cgroup/<controllers> and each of its controllers;
 * only when one is not found there, and the container would gain by being in it, is
 * /proc/self/mountinfo read: wanted are its limits, NULL for none. A hierarchy that is not mounted
 * is left out. No cgroup filesystem at all is success with CGROUP_NOWHERE. */
bool cgroup_detect(struct cgroup_set *out, const struct oci_resources *wanted, struct arena *a,
	struct err *e) must_check;

/* For tests and for hosts that are described elsewhere: the layout that the two texts describe.
 * mountinfo in the format of proc_pid_mountinfo(5), self in that of /proc/self/cgroup
 * (cgroups(7)); unified_controllers is cgroup.controllers of cgroup2 (NULL: none). Lines that are
 * not understood are an error. Pure. */
bool cgroup_detect_parse(struct cgroup_set *out, const char *mountinfo, const char *self,
	const char *unified_controllers, struct arena *a, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What a mount of type "cgroup" has to show, told by the part that plans cgroups. */
#ifndef BRIG_MOUNT_CGROUP_H
#define BRIG_MOUNT_CGROUP_H

#include <stdbool.h>
#include <stddef.h>

/* One hierarchy of the host that the container is a member of. */
struct cgroup_view_hierarchy {
	const char
		*name; /* directory below the mount: "cpu", "cpu,cpuacct", "systemd", "unified" */
	const char *controllers; /* mount data: "cpu,cpuacct", "name=systemd"; NULL for cgroup2 */
	const char *host;        /* its mount point on the host */
	const char *path;        /* the container's group in it, "/a/b" */
};

/* unified: pure v2, with exactly one hierarchy. namespace: the container has its own cgroup
 * namespace, so hierarchies are mounted; otherwise its groups are bound from the host. */
struct cgroup_view {
	bool unified;
	bool namespace;
	const struct cgroup_view_hierarchy *v;
	size_t n;
};

#endif

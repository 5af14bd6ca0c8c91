/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroup hierarchies that a mount of type "cgroup" shows. */
#ifndef BRIG_MOUNT_CGROUP_VIEW_H
#define BRIG_MOUNT_CGROUP_VIEW_H

#include <stdbool.h>
#include <stddef.h>

/* A hierarchy of the host in which the container has a cgroup. */
struct cgroup_view_hierarchy {
	const char *name; /* directory below the mount: "cpu,cpuacct", "systemd", "unified" */
	const char *controllers; /* mount data: "cpu,cpuacct", "name=systemd"; NULL for cgroup2 */
	const char *host;        /* its mount point on the host */
	const char *path;        /* the container's cgroup in it, "/a/b" */
};

/* unified: cgroup v2 alone, with one hierarchy. namespace: the container has a cgroup namespace, so
 * hierarchies are mounted; without one the host's directories are bound. */
struct cgroup_view {
	bool unified;
	bool namespace;
	const struct cgroup_view_hierarchy *v;
	size_t n;
};

#endif

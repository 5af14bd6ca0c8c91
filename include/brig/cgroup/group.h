/* SPDX-License-Identifier: Apache-2.0 */
/* A cgroup in one hierarchy, and the set of cgroups of a process or a container. */
#ifndef BRIG_CGROUP_GROUP_H
#define BRIG_CGROUP_GROUP_H

#include <stdbool.h>
#include <stddef.h>

enum cgroup_mode {
	CGROUP_NOWHERE, /* no cgroup filesystem */
	CGROUP_V1,      /* hierarchies of version 1 only */
	CGROUP_HYBRID,  /* hierarchies of version 1, and cgroup2 */
	CGROUP_V2,      /* cgroup2 only */
};

/* A cgroup in one hierarchy. */
struct cgroup_group {
	/* The last component of the mount point: "cpu", "systemd", "unified"; "cgroup" on a host
	 * with cgroup2 only. */
	const char *name;
	/* v1: the controllers as /proc/PID/cgroup and mount(2) have them: "cpu,cpuacct",
	 * "name=systemd". cgroup2: cgroup.controllers of the cgroup at the mount point, separated
	 * by commas; NULL in a set that was read from a record. */
	const char *controllers;
	const char *mount; /* absolute path of the mount point */
	const char *path;  /* of the cgroup, relative to the mount point, with a leading slash */
	/* The cgroup that the mount point shows: "/", except in a container without a cgroup
	 * namespace of its own. NULL in a set that was read from a record. */
	const char *root;
	/* How many directories at the end of path brig has made, set by cgroup_create(); 0 if the
	 * cgroup existed before. Only these are removed. */
	unsigned made;
	bool unified; /* cgroup2 */
};

/* The cgroups in all hierarchies, one for each: v1 in the order of /proc/PID/cgroup, cgroup2 last.
 */
struct cgroup_set {
	enum cgroup_mode mode;
	struct cgroup_group *v;
	size_t n;
};

/* "none", "v1", "hybrid", "v2". */
const char *cgroup_mode_name(enum cgroup_mode mode);

/* The mode that the groups of the set have. */
enum cgroup_mode cgroup_set_mode(const struct cgroup_set *set);

/* Whether controller is in a list separated by commas. */
bool cgroup_has_controller(const char *controllers, const char *controller);

/* The cgroup of cgroup2; NULL if there is none. */
struct cgroup_group *cgroup_set_unified(const struct cgroup_set *set);

/* The v1 cgroup with this controller; NULL if there is none. */
struct cgroup_group *cgroup_set_v1(const struct cgroup_set *set, const char *controller);

/* The v1 cgroup with this controller, else that of cgroup2, whether or not it has the controller;
 * NULL if there is neither. */
struct cgroup_group *cgroup_set_home(const struct cgroup_set *set, const char *controller);

/* The cgroup that has this controller ("memory", "name=systemd"); NULL if none has. cgroup2 counts
 * if its controllers contain it, and always has "freezer" and "devices". */
struct cgroup_group *cgroup_set_find(const struct cgroup_set *set, const char *controller);

#endif

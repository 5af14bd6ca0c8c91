/* SPDX-License-Identifier: Apache-2.0 */
/* Which cgroup hierarchies the host has, what each of them controls, and where we stand in them. */
#ifndef BRIG_CGROUP_DETECT_H
#define BRIG_CGROUP_DETECT_H

#include <stddef.h>

#include "brig/base/arena.h"

struct oci_resources;

enum cgroup_mode {
	CGROUP_NOWHERE, /* no cgroup filesystem is mounted */
	CGROUP_V1,      /* version 1 hierarchies only */
	CGROUP_HYBRID,  /* version 1 hierarchies and cgroup2 beside them */
	CGROUP_V2,      /* cgroup2 only ("unified") */
};

/* "none", "v1", "hybrid", "v2". */
const char *cgroup_mode_name(enum cgroup_mode mode);

/* One mounted hierarchy. All strings are in the arena of the layout. */
struct cgroup_hierarchy {
	bool unified; /* cgroup2 */
	/* v1: the words of /proc/self/cgroup, which are mount data too: "cpu,cpuacct",
	 * "name=systemd". cgroup2: cgroup.controllers of the mounted root, separated by commas: ""
	 * when all controllers are bound elsewhere. */
	const char *controllers;
	const char *mount; /* absolute mount point, "/sys/fs/cgroup/cpu" */
	const char *name;  /* last part of the mount point: "cpu", "systemd", "unified"; for pure v2
			      "cgroup" */
	/* Which group the mount point shows ("/" nearly always; the container's own group inside a
	 * container without a cgroup namespace). Names of groups elsewhere are relative to it. */
	const char *root;
	const char *own; /* the group that we are in, seen from the mount point; "/" when it is not
			    beneath it */
};

struct cgroup_layout {
	enum cgroup_mode mode;
	struct cgroup_hierarchy *v;
	size_t n;
};

/* Looks at the host: statfs of /sys/fs/cgroup tells pure v2; /proc/self/cgroup names the v1
 * hierarchies, which are looked for at /sys/fs/cgroup/<controllers> and each of its controllers;
 * only when one is not found there, and the container would gain by being in it, is
 * /proc/self/mountinfo read: wanted are its limits, NULL for none. A hierarchy that is not mounted
 * is left out. No cgroup filesystem at all is success with CGROUP_NOWHERE. */
bool cgroup_detect(struct cgroup_layout *out, const struct oci_resources *wanted, struct arena *a,
	struct err *e) must_check;

/* The hierarchy that has this controller ("memory", "name=systemd"), NULL when none has. cgroup2
 * comes last, and only with the controllers that it really has; "freezer" and "devices" are part of
 * cgroup2 itself and found there when no v1 hierarchy has them. */
const struct cgroup_hierarchy *cgroup_layout_find(
	const struct cgroup_layout *l, const char *controller);

/* The cgroup2 hierarchy, NULL when none is mounted. */
const struct cgroup_hierarchy *cgroup_layout_unified(const struct cgroup_layout *l);

/* Whether the word is one of a list separated by commas. */
bool cgroup_has_controller(const char *controllers, const char *word);

/* For tests and for hosts that are described elsewhere: the layout that the two texts describe.
 * mountinfo in the format of proc_pid_mountinfo(5), self in that of /proc/self/cgroup
 * (cgroups(7)); unified_controllers is cgroup.controllers of cgroup2 (NULL: none). Lines that are
 * not understood are an error. Pure. */
bool cgroup_layout_parse(struct cgroup_layout *out, const char *mountinfo, const char *self,
	const char *unified_controllers, struct arena *a, struct err *e) must_check;

#endif

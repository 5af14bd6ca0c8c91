/* SPDX-License-Identifier: Apache-2.0 */
/* The list of mounts while it is being planned. */
#ifndef BRIG_SRC_MOUNT_PLAN_H
#define BRIG_SRC_MOUNT_PLAN_H

#include "brig/mount/mount.h"
#include "option.h"

struct planning {
	struct mounts_plan *out;
	size_t cap;
	const struct mount_facts *facts;
	struct report *r;
	bool shared_root; /* mounts may stay peers of the host's */
};

/* A new zeroed element of the list, with slot -1; pointers to earlier ones are void. */
struct mount_plan *plan_add(struct planning *p);

/* Adds what a mount of type "cgroup" or "cgroup2" comes to. m has flags, options and destination.
 */
bool plan_cgroup(struct planning *p, const struct mount_plan *m);

/* "/", "/.", "/.." and the like: the root as the container sees it. */
bool plan_is_root(const char *dest);

#endif

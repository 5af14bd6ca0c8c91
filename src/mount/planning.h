/* SPDX-License-Identifier: Apache-2.0 */
/* The list of mounts while mounts_plan() makes it. */
#ifndef BRIG_SRC_MOUNT_PLANNING_H
#define BRIG_SRC_MOUNT_PLANNING_H

#include "brig/mount/plan.h"

struct planning {
	struct mounts_plan *out;
	size_t cap;
	const struct mount_facts *facts;
	struct report *r;
	bool shared_root; /* mounts may stay peers of the host's mounts */
};

/* A new zeroed element of the list, with slot -1. The call makes pointers to
 * earlier elements invalid. */
struct mount_plan *planning_add(struct planning *p);

/* Whether dest is the container's root: "/", "/.", "/.." and the like. */
bool planning_is_root(const char *dest);

#endif

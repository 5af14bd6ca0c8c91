/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts of type "cgroup" and "cgroup2". */
#ifndef BRIG_SRC_MOUNT_CGROUP_H
#define BRIG_SRC_MOUNT_CGROUP_H

#include "planning.h"

/* Adds the mounts for an entry of type "cgroup" or "cgroup2". m has the entry's flags, options and
 * destination. */
void cgroup_mount_plan(struct planning *p, const struct mount_plan *m);

#endif

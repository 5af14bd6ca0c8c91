/* SPDX-License-Identifier: Apache-2.0 */
/* Controllers and ownership on cgroup2; on v1 the functions succeed without doing anything. */
#ifndef BRIG_SRC_CGROUP_FS_SUBTREE_CONTROL_H
#define BRIG_SRC_CGROUP_FS_SUBTREE_CONTROL_H

#include <stdint.h>

#include "brig/base/err.h"
#include "brig/cgroup/group.h"

/* Enables the controllers ("cpu,memory") in every cgroup from the root down to the parent of g; in
 * parents that brig made also those that statistics need. */
bool fs_enable(const struct cgroup_group *g, const char *controllers, struct err *e) must_check;

/* Gives the cgroup and its delegated files to owner, if brig made it; -1 changes nothing. */
bool fs_give(const struct cgroup_group *g, int64_t owner, struct err *e) must_check;

#endif

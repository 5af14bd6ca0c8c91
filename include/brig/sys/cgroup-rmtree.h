/* SPDX-License-Identifier: Apache-2.0 */
/* Removal of a cgroup tree. */
#ifndef BRIG_SYS_CGROUP_RMTREE_H
#define BRIG_SYS_CGROUP_RMTREE_H

#include "brig/base/err.h"

/* Removes all groups beneath the group, however deep, and not the group itself. e->code tells EBUSY
 * (one of them has processes) and ENOENT (the group is gone) apart. */
bool sys_cgroup_rmtree(const char *mount, const char *path, struct err *e) must_check;

#endif

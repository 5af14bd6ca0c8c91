/* SPDX-License-Identifier: Apache-2.0 */
/* Removal of a cgroup tree. */
#ifndef BRIG_SYS_CGROUP_RMTREE_H
#define BRIG_SYS_CGROUP_RMTREE_H

#include "brig/base/err.h"

/* Removes all descendants of a cgroup, at any depth, but not the cgroup itself. e->code is EBUSY
 * when one of them has processes, ENOENT when the cgroup does not exist. */
bool sys_cgroup_rmtree(const char *mount, const char *path, struct err *e) must_check;

#endif

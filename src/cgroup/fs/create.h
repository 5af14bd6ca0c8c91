/* SPDX-License-Identifier: Apache-2.0 */
/* Creates cgroup directories. */
#ifndef BRIG_SRC_CGROUP_FS_CREATE_H
#define BRIG_SRC_CGROUP_FS_CREATE_H

#include "brig/base/err.h"
#include "brig/cgroup/group.h"

/* Makes the cgroup and its missing parents, and sets g->made. */
bool fs_make(struct cgroup_group *g, struct err *e) must_check;

/* Removes what fs_make() has made, and sets g->made to 0. */
void fs_unmake(struct cgroup_group *g);

/* Removes the parents among the last `made` directories of the path, and the common parent /brig,
 * innermost first, as far as they are empty. */
void fs_remove_parents(const char *mount, const char *path, unsigned made);

#endif

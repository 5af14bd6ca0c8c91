/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the files driver. */
#ifndef BRIG_SRC_CGROUP_FS_CREATE_H
#define BRIG_SRC_CGROUP_FS_CREATE_H

#include "brig/cgroup/control.h"

/* Makes the group, filling g->made; and removes what was made of it. */
bool fs_make(struct cgroup_group *g, struct err *e) must_check;
void fs_unmake(struct cgroup_group *g);

/* cgroup2: enables controllers from the root down to the group's parent: those the limits need,
 * and in parents that we made also those that statistics come from. */
bool fs_enable(const struct cgroup_group *g, const char *enable, struct err *e) must_check;

/* cgroup2: gives the group and its delegated files to owner (-1: to nobody). */
bool fs_give(const struct cgroup_group *g, int64_t owner, struct err *e) must_check;

bool fs_destroy(const struct cgroup_ref *ref, int timeout_ms, struct err *e) must_check;

#endif

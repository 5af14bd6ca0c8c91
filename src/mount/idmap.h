/* SPDX-License-Identifier: Apache-2.0 */
/* Id-mapped mounts (mount_setattr(2)). */
#ifndef BRIG_SRC_MOUNT_IDMAP_H
#define BRIG_SRC_MOUNT_IDMAP_H

#include "brig/mount/plan.h"

/* A descriptor of the user namespace whose maps the mount gets; -1 on error. */
int idmap_open(const struct mount_plan *m, struct err *e) must_check;

/* Replaces the error of a mount_setattr(2) that set id maps (idmap is true) on fd by one that names
 * the file system. False, always. */
bool idmap_explain(const struct mount_plan *m, int fd, bool idmap, struct err *e);

#endif

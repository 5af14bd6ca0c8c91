/* SPDX-License-Identifier: Apache-2.0 */
/* Id maps of mounts. */
#ifndef BRIG_SRC_MOUNT_IDMAP_H
#define BRIG_SRC_MOUNT_IDMAP_H

#include "brig/mount/mount.h"

/* The user namespace whose maps the mount shall have; -1 on error. */
int idmap_open(const struct mount_plan *m, struct err *e) must_check;

/* False, always; when idmap says that the change that just failed was about id maps, e says what
 * cannot be id-mapped. */
bool idmap_explain(const struct mount_plan *m, int fd, bool idmap, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Detached mount trees: made and changed by descriptor, attached later. */
#ifndef BRIG_SRC_MOUNT_DETACHED_H
#define BRIG_SRC_MOUNT_DETACHED_H

#include "brig/mount/plan.h"

/* Makes m as a detached tree with its flags, propagation and id maps. target is the directory that
 * m will cover, -1 when it is unknown or was made just now. Returns a descriptor, -1 on error. */
int detached_make(const struct mount_plan *m, int target, struct err *e) must_check;

/* Makes an empty, read-only tmpfs that can cover a directory. Returns a descriptor, -1 on error. */
int detached_empty(struct err *e) must_check;

/* Sets flags, id maps and propagation of m on the mount fd. */
bool detached_change(const struct mount_plan *m, int fd, struct err *e) must_check;

/* Changes flags and file system options of the mount fd, for the option "remount". */
bool detached_remount(const struct mount_plan *m, int fd, struct err *e) must_check;

#endif

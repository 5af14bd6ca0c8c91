/* SPDX-License-Identifier: Apache-2.0 */
/* The host's mounts in a mount namespace whose root is covered instead of exchanged. */
#ifndef BRIG_SRC_MOUNT_OLD_ROOT_H
#define BRIG_SRC_MOUNT_OLD_ROOT_H

#include "brig/base/err.h"

/* Makes the root of the caller's mount namespace its root and working directory, also when the
 * caller is in a chroot. Returns a descriptor of it, whose mount is private; -1 on error. */
int old_root_open(struct err *e) must_check;

/* Unmounts every mount but root, which covers old, and the mounts below root. Covers each proc or
 * sysfs that is locked (mount_namespaces(7)); when that fails too, it is an error. Changes the
 * working directory. */
bool old_root_clear(int old, int root, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The host's mounts in a mount namespace whose root is covered, not exchanged. */
#ifndef BRIG_SRC_MOUNT_OLD_ROOT_H
#define BRIG_SRC_MOUNT_OLD_ROOT_H

#include "brig/base/err.h"

/* Our root directory and the current one become the top of our mount namespace, also where we are
 * in a chroot. A descriptor of it, on which a mount reaches no other namespace; -1 on error. */
int old_root_open(struct err *e) must_check;

/* Takes every mount but root, which covers old, and what is below it out of the mount namespace. A
 * proc or sysfs that is locked in it (mount_namespaces(7)) is covered up; it is an error when that
 * is not possible. Changes the current directory. */
bool old_root_clear(int old, int root, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts and remounts by mount(2): the fast way, and the only one for some options. */
#ifndef BRIG_SRC_MOUNT_MOUNT_SYSCALL_H
#define BRIG_SRC_MOUNT_MOUNT_SYSCALL_H

#include "brig/mount/plan.h"

/* Mounts m on the directory target, a descriptor beneath root, and changes propagation by
 * descriptor. made: the target was made just now, so that its mode is not inherited. */
bool mount_syscall_at(
	const struct mount_plan *m, int root, int target, bool made, struct err *e) must_check;

/* Mounts m at name in the working directory, a new file system that no other process sees. */
bool mount_syscall_named(const struct mount_plan *m, const char *name, struct err *e) must_check;

/* Changes the mount at fd (MS_REMOUNT), file system options included. */
bool mount_syscall_remount(const struct mount_plan *m, int fd, struct err *e) must_check;

#endif

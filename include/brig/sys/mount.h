/* SPDX-License-Identifier: Apache-2.0 */
/* mount(2) for operations that the descriptor API lacks, and the change of the root directory. */
#ifndef BRIG_SYS_MOUNT_H
#define BRIG_SYS_MOUNT_H

#include "brig/base/err.h"

/* mount(2). */
bool sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	const char *data, struct err *e) must_check;

/* mount(2) on the file of the descriptor target. A directory becomes the working directory; any
 * other file is reached by the host's /proc/self/fd (never after pivot_root). name is for errors.
 */
bool sys_mount_on(const char *source, int target, const char *type, unsigned long flags,
	const char *data, const char *name, struct err *e) must_check;

/* umount2(2). */
bool sys_umount(const char *path, int flags, struct err *e) must_check;

/* umount2(2) of the mount whose root is fd, or of the mount on top of it; a directory becomes the
 * working directory. name is for errors. */
bool sys_umount_fd(int fd, int flags, const char *name, struct err *e) must_check;

/* pivot_root(2) with the working directory as both arguments: stacks the old root on top of the
 * new one. */
bool sys_pivot_root(struct err *e) must_check;

/* chroot(2) to the working directory. */
bool sys_chroot(struct err *e) must_check;

/* Whether fd is the root of a mount: statx(2), STATX_ATTR_MOUNT_ROOT. */
bool sys_is_mount(int fd, const char *name, bool *ret, struct err *e) must_check;

/* The id of the mount that fd is on, as in mountinfo: statx(2), STATX_MNT_ID. */
bool sys_mount_id(int fd, const char *name, int *ret, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Detached mounts: made, changed, not yet attached. */
#ifndef BRIG_SRC_MOUNT_DETACHED_H
#define BRIG_SRC_MOUNT_DETACHED_H

#include "brig/mount/mount.h"

/* The mount m as a detached tree with all its flags, propagation and id maps; -1 on error. target
 * is the directory that it will cover, or -1 when that is not known (or was made just now). */
int detached_make(const struct mount_plan *m, int target, struct err *e) must_check;

/* An empty, read-only tmpfs, to cover a directory with; -1 on error. */
int tree_empty(struct err *e) must_check;

/* Flags, id maps and propagation of m, on the mount fd. */
bool detached_change(const struct mount_plan *m, int fd, struct err *e) must_check;

/* Gives a context the options of m for its file system. */
bool detached_fs_options(const struct mount_plan *m, int fs, struct err *e) must_check;

/* The mount m by mount(2), on target, then changed by descriptor: for what fsconfig(2) cannot say.
 */
bool mount_syscall_at(
	const struct mount_plan *m, int root, int target, bool made, struct err *e) must_check;

/* The plain mount m by mount(2), at name in the working directory, which nobody else can change. */
bool mount_syscall_named(const struct mount_plan *m, const char *name, struct err *e) must_check;

/* The option "remount": changes what is mounted at fd. */
bool detached_remount(const struct mount_plan *m, int fd, struct err *e) must_check;

/* For mount(2): the MS_* of the MOUNT_ATTR_* flags. */
unsigned long mount_syscall_flags(uint64_t attrs);

#endif

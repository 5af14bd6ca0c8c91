/* SPDX-License-Identifier: Apache-2.0 */
/* The mount API by descriptors: fsopen(2), open_tree(2), mount_setattr(2), move_mount(2).
 * Descriptors are close-on-exec. An error includes the reason from the log of the file system
 * context, if there is one. */
#ifndef BRIG_SYS_MOUNTFD_H
#define BRIG_SYS_MOUNTFD_H

#include <stdint.h>

#include "brig/base/err.h"

/* Returns a context for a new file system of this type; -1 on error. */
int sys_fs_open(const char *type, struct err *e) must_check;

/* Returns a context for reconfiguring the file system of the mount fd; name is for errors. */
int sys_fs_pick(int fd, const char *name, struct err *e) must_check;

/* Sets an option, "source" included; value is NULL for an option without a value. The kernel
 * accepts values of at most SYS_FS_VALUE_MAX bytes. */
bool sys_fs_option(int fs, const char *key, const char *value, struct err *e) must_check;
enum { SYS_FS_VALUE_MAX = 255 };

/* Creates the file system of a context and a detached mount of it with these MOUNT_ATTR_* flags;
 * -1 on error. */
int sys_fs_mount(int fs, const char *type, uint64_t attrs, struct err *e) must_check;

/* Applies the options set since sys_fs_pick(). */
bool sys_fs_reconfigure(int fs, const char *name, struct err *e) must_check;

/* open_tree(2) of a path, or of dir itself when path is "". flags: OPEN_TREE_CLONE, AT_RECURSIVE,
 * AT_SYMLINK_NOFOLLOW. -1 on error. */
int sys_tree_open(int dir, const char *path, unsigned flags, struct err *e) must_check;

/* A change for mount_setattr(2). Any atime flag in set or clear replaces the whole
 * MOUNT_ATTR__ATIME field. */
struct sys_tree_change {
	uint64_t set, clear;       /* MOUNT_ATTR_* */
	unsigned long propagation; /* one of MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE, or 0 */
	int userns;                /* with MOUNT_ATTR_IDMAP in set */
};

/* Changes the mount fd and, with below, all mounts below it; name is for errors. */
bool sys_tree_change(int fd, bool below, const struct sys_tree_change *c, const char *name,
	struct err *e) must_check;

/* Whether mount_setattr(2) of this kernel supports these MOUNT_ATTR_* flags; also true when the
 * kernel does not reveal it, as for an unprivileged user. */
bool sys_tree_knows(uint64_t attrs);

/* Attaches a detached tree to target, or moves a mount there; target AT_FDCWD is the working
 * directory. */
bool sys_tree_attach(int tree, int target, const char *name, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The mount API by descriptors: fsopen(2), open_tree(2), mount_setattr(2), move_mount(2).
 * Descriptors are close-on-exec. When the kernel says why in the log of a file system context, that
 * is in the error. */
#ifndef BRIG_SYS_MOUNTFD_H
#define BRIG_SYS_MOUNTFD_H

#include <stdint.h>

#include "brig/base/err.h"

/* A context for a new file system of this type; -1 on error. */
int sys_fs_open(const char *type, struct err *e) must_check;

/* A context for changing the file system that fd (a mount) shows; name is for errors. */
int sys_fs_pick(int fd, const char *name, struct err *e) must_check;

/* Sets an option, "source" included; value NULL for an option that stands alone. The kernel takes
 * at most SYS_FS_VALUE_MAX bytes. */
bool sys_fs_option(int fs, const char *key, const char *value, struct err *e) must_check;
enum { SYS_FS_VALUE_MAX = 255 };

/* Makes the file system of a context and a detached mount of it with these MOUNT_ATTR_* flags; -1
 * on error. */
int sys_fs_mount(int fs, const char *type, uint64_t attrs, struct err *e) must_check;

/* Carries out the options set since sys_fs_pick(). */
bool sys_fs_reconfigure(int fs, const char *name, struct err *e) must_check;

/* open_tree(2) of a path, or of dir itself when path is "": flags OPEN_TREE_CLONE, AT_RECURSIVE,
 * AT_SYMLINK_NOFOLLOW. -1 on error. */
int sys_tree_open(int dir, const char *path, unsigned flags, struct err *e) must_check;

/* What mount_setattr(2) is to change. A part of MOUNT_ATTR__ATIME in set or clear means that all of
 * it is replaced. */
struct sys_tree_change {
	uint64_t set, clear;       /* MOUNT_ATTR_* */
	unsigned long propagation; /* one of MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE, or 0 */
	int userns;                /* with MOUNT_ATTR_IDMAP in set */
};

/* Changes the mount fd, with below also all that is mounted below it; name is for errors. */
bool sys_tree_change(int fd, bool below, const struct sys_tree_change *c, const char *name,
	struct err *e) must_check;

/* Whether mount_setattr(2) of this kernel has these MOUNT_ATTR_* flags; true also when it can't be
 * told, as for an ordinary user. */
bool sys_tree_knows(uint64_t attrs);

/* Attaches a detached tree, or moves a mount, onto target; AT_FDCWD is the working directory. */
bool sys_tree_attach(int tree, int target, const char *name, struct err *e) must_check;

#endif

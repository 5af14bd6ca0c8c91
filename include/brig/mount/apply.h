/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the planned mounts and attaches them beneath the container's root. */
#ifndef BRIG_MOUNT_APPLY_H
#define BRIG_MOUNT_APPLY_H

#include "brig/mount/plan.h"

/* v: detached trees that another process than the caller of mounts_apply() makes, because the
 * container's root could not reach or map their source; -1 for a tree that is not made.
 * held: mounts that mounts_apply() has attached and that are needed again, when another mount may
 * cover their path: a tmpfs in which others are mounted by name, and mounts that mounts_finish()
 * makes read-only. Both arrays are in the arena that mounts_open() was given. */
struct mount_fds {
	int *v, *held;
	size_t n, n_held;
};

/* Makes the trees with MOUNT_BY_RUNTIME, before clone (the child inherits the close-on-exec
 * descriptors) or at any time before the child needs them. userns is a descriptor of the user
 * namespace that the container joins, -1 without one. EPERM for a bind mount that is not id-mapped
 * leaves its slot -1: mounts_apply() then makes it. On another error all descriptors are closed. */
bool mounts_open(const struct mounts_plan *p, int userns, struct arena *a, struct mount_fds *ret,
	struct err *e) must_check;

void mount_fds_close(struct mount_fds *fds);

/* Makes the file system of p->v[i], whose maker is MOUNT_BY_PID_MEMBER or MOUNT_BY_NET_MEMBER, as a
 * detached tree. Returns its descriptor, -1 on error. */
int mount_make(const struct mounts_plan *p, size_t i, struct err *e) must_check;

/* Attaches all mounts beneath root (from rootfs_open()), in order. The descriptors in fds stay open
 * and held ones are added: close them with mount_fds_close() in both processes. A mount onto "/"
 * replaces the file that the number root refers to (dup3(2)), so that the caller goes on with it.
 * The working directory is root afterwards. */
bool mounts_apply(
	const struct mounts_plan *p, struct mount_fds *fds, int root, struct err *e) must_check;

/* Makes mounts with defer_readonly read-only; after the pivot, when devices and links are made. */
bool mounts_finish(
	const struct mounts_plan *p, const struct mount_fds *fds, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The root file system: a mount of its own, which pivot_root(2) makes the root directory (config.md
 * Root, config-linux.md Rootfs Mount Propagation). */
#ifndef BRIG_MOUNT_ROOTFS_H
#define BRIG_MOUNT_ROOTFS_H

#include <stdbool.h>

#include "oci.h"

#include "brig/base/report.h"
#include "brig/json/printer.h"
#include "brig/mount/facts.h"

struct rootfs_plan {
	const char *path; /* absolute */
	bool readonly;
	bool no_pivot; /* move the mount over "/" and chroot(2): for a root on an initramfs */
	bool locked;   /* a user namespace owns the mount namespace: the host's mounts cannot be
			* unmounted in it (mount_namespaces(7)) */
	bool own_ns;   /* the config has a mount namespace, new or joined; without one chroot(2)
			* enters the root, and mounts appear in the runtime's mount namespace, all of
			* them below one mount at path */
	unsigned long propagation; /* MS_SHARED, MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE, with MS_REC;
				    * 0 without rootfsPropagation (the tree is then a slave) */
};

/* The reason why root.path cannot be the root directory, from one stat(2), for
 * mount_facts.root_error; NULL when it is a directory or the config has none. In the arena. */
const char *rootfs_find_error(const struct oci_config *c, const char *bundle, struct arena *a);

/* Plans root and linux.rootfsPropagation. Adds each problem to r; false when something was refused.
 */
bool rootfs_plan(struct rootfs_plan *out, const struct oci_config *c, const struct mount_facts *f,
	bool no_pivot, struct report *r);

/* First in the new mount namespace, before any mount: stops propagation to the host. Does nothing
 * when the container has no mount namespace. */
bool rootfs_propagate(const struct rootfs_plan *p, struct err *e) must_check;

/* Clones the tree at root.path, which is the working directory, and mounts the clone there. Returns
 * a descriptor of the new root, beneath which everything else is attached; -1 on error. */
int rootfs_open(const struct rootfs_plan *p, struct err *e) must_check;

/* Makes root (from rootfs_open()) the root directory and the working directory. The old root is
 * unmounted; with no_pivot it stays below the new one, and every mount on it is unmounted, or
 * covered where a new user namespace could otherwise mount the same file system. The caller closes
 * root. */
bool rootfs_pivot(const struct rootfs_plan *p, int root, struct err *e) must_check;

/* The final propagation and the read-only flag of "/", after sysctls, masked and read-only paths.
 */
bool rootfs_finish(const struct rootfs_plan *p, int root, struct err *e) must_check;

/* For delete, when the container has no mount namespace: lazily unmounts the mount that
 * rootfs_open() made at path, with all mounts below it. True also when nothing is mounted there. */
bool rootfs_unmount(const char *path, struct err *e) must_check;

void rootfs_show(const struct rootfs_plan *p, struct printer *d);

#endif

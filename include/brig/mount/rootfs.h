/* SPDX-License-Identifier: Apache-2.0 */
/* The root file system: a mount of its own, entered by pivot_root(2). Spec: config.md Root,
 * config-linux.md Rootfs Mount Propagation. */
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
	bool no_pivot; /* move the mount over "/" and chroot: for a root on an initramfs */
	bool locked;   /* a user namespace owns our mount namespace: the host's mounts can't be
			  taken out of it (mount_namespaces(7)) */
	bool own_ns;   /* the config has a mount namespace, new or joined; without one the
			  root is entered by chroot(2) and mounts appear in the runtime's
			  namespace, all of them below one mount at path */
	unsigned long propagation; /* MS_SHARED, MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE, with MS_REC;
				      0 when the config says nothing (the tree is then a slave) */
};

/* Reads root and linux.rootfsPropagation; one stat(2) tells whether root.path is a directory. */
bool rootfs_plan(struct rootfs_plan *out, const struct oci_config *c, const struct mount_facts *f,
	bool no_pivot, struct report *r);

/* First thing in the new mount namespace, before any mount: cuts the ways by which our mounts would
 * get to the host. Nothing to do without a mount namespace of one's own. */
bool rootfs_propagate(const struct rootfs_plan *p, struct err *e) must_check;

/* Makes a clone of the tree at root.path, which is the working directory, and mounts it there.
 * Returns a descriptor of the new root, beneath which everything else is attached; -1 on error. */
int rootfs_open(const struct rootfs_plan *p, struct err *e) must_check;

/* Makes root (from rootfs_open()) the root directory and the working directory. The old root is
 * gone from the namespace; with no_pivot it is below the new one, and all that was mounted on it is
 * gone, or covered up as far as the kernel would show it to a new user namespace. The caller still
 * closes root. */
bool rootfs_pivot(const struct rootfs_plan *p, int root, struct err *e) must_check;

/* After sysctls, masked and read-only paths: the final propagation and the read-only flag of "/".
 */
bool rootfs_finish(const struct rootfs_plan *p, int root, struct err *e) must_check;

/* Host side, at delete, for containers without a mount namespace of their own: lazily unmounts what
 * rootfs_open() mounted at path, with all that is below. True when nothing is mounted there. */
bool rootfs_unmount(const char *path, struct err *e) must_check;

void rootfs_show(const struct rootfs_plan *p, struct printer *d);

#endif

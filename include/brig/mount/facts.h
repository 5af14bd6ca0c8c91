/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about the caller and the host on which the plans of mounts, devices and root depend. */
#ifndef BRIG_MOUNT_FACTS_H
#define BRIG_MOUNT_FACTS_H

#include <stdbool.h>

#include "oci.h"

#include "brig/mount/cgroup-view.h"

struct mount_facts {
	const char *bundle;       /* absolute; relative bind sources start here */
	bool userns;              /* the container has a user namespace, new or joined */
	bool rootless;            /* the runtime has no root rights on the host (struct host) */
	bool root;                /* the runtime's uid is 0, in whatever user namespace */
	bool selinux;             /* the kernel enforces labels; without it mountLabel is ignored */
	const char *context_type; /* mount option that carries mountLabel; NULL: context */
	const struct cgroup_view *cgroup; /* NULL when the container has no cgroup of its own */
	const struct oci_linux *linux;    /* NULL when the config has none */
	const char *root_error;           /* rootfs_find_error() */
	bool kcore;                       /* the host has /proc/kcore */
};

#endif

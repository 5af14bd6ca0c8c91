/* SPDX-License-Identifier: Apache-2.0 */
/* What planning mounts has to know besides the config. */
#ifndef BRIG_MOUNT_FACTS_H
#define BRIG_MOUNT_FACTS_H

#include <stdbool.h>

#include "oci.h"

#include "brig/mount/cgroup.h"

struct mount_facts {
	const char *bundle; /* absolute; relative bind sources start here */
	bool userns;        /* the container has a user namespace that is not ours, new or joined */
	bool rootless;      /* we are not root of the host (struct host) */
	bool root;          /* we are root, if only of a user namespace */
	bool selinux;       /* the kernel enforces labels; without it mountLabel is passed over */
	const char *context_type; /* mount option that carries mountLabel; NULL: context */
	bool look; /* also see whether bind sources exist: for check and plan; create finds
		      out when it opens them */
	const struct cgroup_view *cgroup; /* NULL when the container is in no cgroup of its own */
	const struct oci_linux *linux;    /* NULL when the config has none */
};

#endif

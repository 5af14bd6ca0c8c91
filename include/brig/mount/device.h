/* SPDX-License-Identifier: Apache-2.0 */
/* Device nodes and the links of /dev (config-linux.md Devices, Default Devices; runtime-linux.md
 * Dev symbolic links). */
#ifndef BRIG_MOUNT_DEVICE_H
#define BRIG_MOUNT_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "oci.h"

#include "brig/base/report.h"
#include "brig/json/printer.h"
#include "brig/mount/facts.h"

struct device_plan {
	const char *path; /* absolute, in the container */
	mode_t mode;      /* S_IFCHR, S_IFBLK or S_IFIFO with permissions */
	dev_t number;
	uid_t uid;
	gid_t gid;
	bool bind;     /* bound from the host: a user namespace may not call mknod(2) */
	bool standard; /* a default device: the host's node covers another file at its path, where
			* the same file is an error for a device of the config */
	bool in_dev;   /* directly in /dev: made relative to the descriptor of /dev */
};

struct device_link {
	const char *path; /* name in /dev */
	const char *target;
};

struct devices_plan {
	struct device_plan *v;
	size_t n;
	struct device_link *links;
	size_t n_links;
	bool console; /* an empty /dev/console, onto which console_attach() binds the terminal */
};

/* Plans linux.devices, the default devices and the links. A device of the config takes the place of
 * the default device with its path. (The device rules of cgroups are cgroup_plan()'s.) Adds each
 * problem to r; false when something was refused. */
bool devices_plan(struct devices_plan *out, const struct oci_config *c, const struct mount_facts *f,
	struct report *r);

/* Makes nodes and links beneath root, between mounts_apply() and rootfs_pivot(): nodes to bind come
 * from the host's /dev. */
bool devices_apply(const struct devices_plan *p, int root, struct err *e) must_check;

void devices_show(const struct devices_plan *p, struct printer *d);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Device nodes and the links of /dev: config-linux.md Devices, Default Devices; runtime-linux.md
 * Dev symbolic links. */
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
	bool bind;     /* bound from the host: mknod(2) is not for user namespaces */
	bool standard; /* one of the default devices: another file at its place is covered by the
			  host's node, where for one from the config it is an error */
	bool in_dev;   /* directly in /dev: made relative to one descriptor */
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
	bool console; /* an empty /dev/console, onto which console_attach() can bind */
};

/* linux.devices and the default devices and links. Devices with the path of a default device take
 * its place. (Device rules of the cgroup are the cgroup part's.) */
bool devices_plan(struct devices_plan *out, const struct oci_config *c, const struct mount_facts *f,
	struct report *r);

/* Makes nodes and links beneath root. Between mounts_apply() and rootfs_pivot(): nodes that are
 * bound come from the host's /dev. */
bool devices_apply(const struct devices_plan *p, int root, struct err *e) must_check;

/* Binds the terminal pty (a descriptor of a slave whose devpts is mounted in this mount namespace)
 * on /dev/console. root is -1 for "/", after the pivot. */
bool console_attach(int root, int pty, struct err *e) must_check;

void devices_show(const struct devices_plan *p, struct printer *d);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Masked and read-only paths (config-linux.md Masked Paths, Readonly Paths). */
#ifndef BRIG_MOUNT_MASKED_PATHS_H
#define BRIG_MOUNT_MASKED_PATHS_H

#include <stdbool.h>

#include "oci.h"

#include "brig/base/report.h"
#include "brig/json/printer.h"

struct masked_paths_plan {
	struct str_list masked;   /* /dev/null covers a file, an empty tmpfs a directory */
	struct str_list readonly; /* each becomes a mount; mounts below it keep their flags */
};

bool masked_paths_plan(struct masked_paths_plan *out, const struct oci_config *c, struct report *r);

/* After rootfs_pivot() and sysctl_apply(); root is from rootfs_open(). A path that does not exist
 * is no error. */
bool masked_paths_apply(const struct masked_paths_plan *p, int root, struct err *e) must_check;

void masked_paths_show(const struct masked_paths_plan *p, struct printer *d);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* config-linux.md Masked Paths and Readonly Paths. */
#ifndef BRIG_MOUNT_MASKED_PATHS_H
#define BRIG_MOUNT_MASKED_PATHS_H

#include <stdbool.h>

#include "oci.h"

#include "brig/base/report.h"
#include "brig/json/printer.h"

struct masked_paths_plan {
	struct str_list masked; /* files: /dev/null over them; directories: an empty tmpfs */
	struct str_list
		readonly; /* a mount of its own at each; what is mounted below keeps its flags */
};

bool masked_paths_plan(struct masked_paths_plan *out, const struct oci_config *c, struct report *r);

/* After rootfs_pivot() (and sysctls); root is from rootfs_open(). Paths that do not exist are
 * passed over; anything else that goes wrong is an error. */
bool masked_paths_apply(const struct masked_paths_plan *p, int root, struct err *e) must_check;

void masked_paths_show(const struct masked_paths_plan *p, struct printer *d);

#endif

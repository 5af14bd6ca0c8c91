/* SPDX-License-Identifier: Apache-2.0 */
/* The table of drivers. */
#include "driver.h"

static const struct cgroup_driver_ops no_ops;

static const struct cgroup_driver_ops *const drivers[] = {
	[CGROUP_FS] = &cgroup_fs_ops,
	[CGROUP_SYSTEMD] = &cgroup_systemd_ops,
	[CGROUP_NONE] = &no_ops,
};

const struct cgroup_driver_ops *cgroup_driver_ops(enum cgroup_driver driver)
{
	return drivers[driver];
}

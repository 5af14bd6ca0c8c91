/* SPDX-License-Identifier: Apache-2.0 */
/* The drivers: a table of functions for each, without data. */
#ifndef BRIG_SRC_CGROUP_DRIVER_H
#define BRIG_SRC_CGROUP_DRIVER_H

#include "brig/cgroup/cgroup.h"

struct cgroup_update;

/* A NULL function has nothing to do and succeeds. */
struct cgroup_driver_ops {
	bool (*create)(struct cgroup_plan *p, enum cgroup_part part, struct err *e);
	bool (*limit)(const struct cgroup_plan *p, struct err *e);
	bool (*attach)(const struct cgroup_plan *p, pid_t pid, bool cloned_into, struct err *e);
	bool (*destroy)(const struct cgroup_ref *ref, int timeout_ms, struct err *e);
	/* Called after an update has written the files. */
	bool (*updated)(const struct cgroup_update *u, struct err *e);
};

extern const struct cgroup_driver_ops cgroup_fs_ops, cgroup_systemd_ops;

const struct cgroup_driver_ops *cgroup_driver_ops(enum cgroup_driver driver);

#endif

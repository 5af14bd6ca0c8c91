/* SPDX-License-Identifier: Apache-2.0 */
/* Who makes the group: a table of functions a driver, no data. */
#ifndef BRIG_CGROUP_DRIVER_H
#define BRIG_CGROUP_DRIVER_H

#include "brig/cgroup/control.h"

struct cgroup_driver_ops {
	bool (*create)(struct cgroup_plan *p, enum cgroup_part part, struct err *e);
	bool (*limit)(const struct cgroup_plan *p, struct err *e);
	bool (*attach)(const struct cgroup_plan *p, pid_t pid, bool born, struct err *e);
	bool (*destroy)(const struct cgroup_ref *ref, int timeout_ms, struct err *e);
	/* After an update has written the files. */
	bool (*updated)(const struct cgroup_update *u, struct err *e);
};

const struct cgroup_driver_ops *cgroup_driver_ops(enum cgroup_driver driver);

extern const struct cgroup_driver_ops cgroup_fs_ops, cgroup_systemd_ops;

/* For drivers: writes one setting into the group at mount and path. */
bool resource_write(const struct cgroup_setting *s, const char *mount, const char *path,
	struct err *e) must_check;

/* For drivers: all settings that are due (late ones, or the others) and, with the others, the
 * device program. */
bool resources_write(const struct cgroup_plan *p, bool late, struct err *e) must_check;

/* For drivers: removes the last `made` directories of the path, innermost first, as far as they are
 * empty, and the common parent. */
void fs_remove_parents(const char *mount, const char *path, unsigned made);

#endif

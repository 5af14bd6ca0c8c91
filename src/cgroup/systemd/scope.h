/* SPDX-License-Identifier: Apache-2.0 */
/* The scope of a container: its name, its cgroup, its properties. */
#ifndef BRIG_SRC_CGROUP_SYSTEMD_SCOPE_H
#define BRIG_SRC_CGROUP_SYSTEMD_SCOPE_H

#include "brig/cgroup/plan.h"

/* Sets the plan's unit, slice and path from linux.cgroupsPath, "slice:prefix:name". */
bool scope_plan(struct cgroup_plan *p, const char *cgroups_path, const struct cgroup_facts *f,
	struct report *r) must_check;

/* Sets the plan's properties, after its settings: those of every scope, then those of the settings,
 * last the annotations org.systemd.property.NAME. */
bool scope_properties(struct cgroup_plan *p, const char *id, const struct str_map *annotations,
	struct report *r) must_check;

/* Whether the unit with this cgroup path belongs to a user's manager. */
bool scope_is_user(const char *path);

#endif

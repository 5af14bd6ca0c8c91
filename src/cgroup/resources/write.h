/* SPDX-License-Identifier: Apache-2.0 */
/* Writes settings to files. */
#ifndef BRIG_SRC_CGROUP_RESOURCES_WRITE_H
#define BRIG_SRC_CGROUP_RESOURCES_WRITE_H

#include "brig/cgroup/plan.h"

/* Writes one setting to the cgroup. */
bool resource_write(const struct cgroup_setting *s, const char *mount, const char *path,
	struct err *e) must_check;

/* Writes the settings of the plan: those that are late, or the others and the device program. */
bool resources_write(const struct cgroup_plan *p, bool late, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* `brig update`: new limits for an existing container. */
#ifndef BRIG_CGROUP_UPDATE_H
#define BRIG_CGROUP_UPDATE_H

#include "brig/cgroup/record.h"

struct oci_resources;

struct cgroup_update {
	const struct cgroup_ref *ref;
	struct cgroup_setting *settings; /* group is an index into ref->groups */
	size_t n_settings;
	const char *enable;   /* cgroup2: controllers that the settings need */
	int64_t memory_check; /* checkBeforeUpdate: refuse if the usage in bytes is above; -1: no
				 check */
};

/* The settings for resources, which has the form of linux.resources; paths in problems begin with
 * "resources". Device rules are never changed. Reads the current values that a partial setting (a
 * period without a quota) needs; pure otherwise. */
bool cgroup_update_plan(struct cgroup_update *out, const struct oci_resources *resources,
	const struct cgroup_ref *ref, struct report *r) must_check;

/* Writes the settings. On failure the old values are written again, and the error says so. */
bool cgroup_update_apply(const struct cgroup_update *u, struct err *e) must_check;

#endif

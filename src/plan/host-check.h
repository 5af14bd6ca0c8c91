/* SPDX-License-Identifier: Apache-2.0 */
/* A look at the host for what a plan takes for granted. */
#ifndef BRIG_SRC_PLAN_HOST_CHECK_H
#define BRIG_SRC_PLAN_HOST_CHECK_H

#include "brig/plan/plan.h"

/* Never fails: what can't be found out counts as there. release is that of uname(2). */
void look_facts_read(
	struct look_facts *f, const char *release, const struct cgroup_set *l, struct arena *a);

/* Refuses what the plan needs and the host has not. */
void plan_look(const struct plan *p, const struct oci_config *c, const struct look_facts *f,
	struct report *r);

/* Its part about control groups. */
void plan_look_cgroup(const struct plan *p, const struct oci_resources *res,
	const struct look_facts *f, struct report *r);

/* Whether there is such a file. */
bool look_for(const char *path);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Checks whether the host supports a plan; check and plan run them, create does not. */
#ifndef BRIG_SRC_PLAN_HOST_CHECK_H
#define BRIG_SRC_PLAN_HOST_CHECK_H

#include "brig/plan/plan.h"

/* Reads the facts for host_check(). A fact that cannot be read counts as supported. release is the
 * one of uname(2). */
void host_check_facts_read(struct host_check_facts *f, const char *release,
	const struct cgroup_set *l, struct arena *a);

/* Refuses each part of the plan that the host does not support. */
void host_check(const struct plan *p, const struct oci_config *c, const struct host_check_facts *f,
	struct report *r);

/* Whether stat(2) finds path. */
bool path_exists(const char *path);

#endif

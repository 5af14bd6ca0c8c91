/* SPDX-License-Identifier: Apache-2.0 */
/* The part of host_check() for cgroups. */
#ifndef BRIG_SRC_PLAN_HOST_CHECK_CGROUP_H
#define BRIG_SRC_PLAN_HOST_CHECK_CGROUP_H

#include "brig/plan/plan.h"

/* Refuses resources that the host does not have: CPUs, memory nodes, page sizes, block devices and
 * cgroup files. */
void host_check_cgroup(const struct plan *p, const struct oci_resources *res,
	const struct host_check_facts *f, struct report *r);

#endif

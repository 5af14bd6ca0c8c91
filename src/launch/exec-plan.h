/* SPDX-License-Identifier: Apache-2.0 */
/* The plan of one more process. */
#ifndef BRIG_SRC_LAUNCH_EXEC_PLAN_H
#define BRIG_SRC_LAUNCH_EXEC_PLAN_H

#include "brig/launch/exec.h"
#include "brig/launch/parent.h"

/* The slices of the plan that a process has of its own; setns_flags and the container are there.
 * Options win over the file of --process, and that over the kept configuration; of the process's
 * confinement (capabilities, labels, limits) the container's fills what the file lacks. */
bool exec_plan(struct launch_parent *lp, const struct oci_config *config,
	const struct exec_options *o, struct err *e) must_check;

#endif

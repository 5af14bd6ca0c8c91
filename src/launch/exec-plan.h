/* SPDX-License-Identifier: Apache-2.0 */
/* The plan of exec. */
#ifndef BRIG_SRC_LAUNCH_EXEC_PLAN_H
#define BRIG_SRC_LAUNCH_EXEC_PLAN_H

#include "brig/launch/exec.h"
#include "brig/launch/parent.h"

/* Sets l->plan: only the parts that concern a single process. l->setns_flags and l->container must
 * be set. Options take precedence over the file of --process, and that over the kept config.json.
 * Confinement (capabilities, labels, limits) that the file lacks is taken from the kept
 * config.json.
 */
bool exec_plan(struct launch_parent *lp, const struct oci_config *config,
	const struct exec_options *o, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Creation, use and removal of resctrl groups (config-linux.md IntelRdt). */
#ifndef BRIG_RDT_APPLY_H
#define BRIG_RDT_APPLY_H

#include <sys/types.h>

#include "brig/rdt/plan.h"

/* The directories that delete removes; kept in the record. Absolute paths, or NULL for none. */
struct rdt_made {
	const char *group; /* only for a container without closID */
	const char *monitor;
};

/* Creates or checks the group, writes the schemata, creates the monitoring group. *made names the
 * directories to remove later (strings in the arena); it is valid after a failure too. */
bool rdt_create(
	const struct rdt_plan *p, struct arena *a, struct rdt_made *made, struct err *e) must_check;

/* Writes the pid to "tasks" of the group and of its monitoring group. */
bool rdt_attach(const struct rdt_plan *p, pid_t pid, struct err *e) must_check;

/* For `update`: writes the schemata to the group, which must exist. *before receives the old
 * schemata (in the arena) for rdt_restore(). After a failure the old schemata are in force. */
bool rdt_update(
	const struct rdt_plan *p, struct arena *a, const char **before, struct err *e) must_check;

/* Writes schemata back that rdt_update() replaced. Ignores errors. */
void rdt_restore(const struct rdt_plan *p, const char *before);

/* Removes the directories; a missing one is no error. */
bool rdt_destroy(const struct rdt_made *made, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Cache and memory bandwidth classes and monitoring by resctrl (config-linux.md IntelRdt): the
 * plan.
 */
#ifndef BRIG_RDT_PLAN_H
#define BRIG_RDT_PLAN_H

#include "brig/base/report.h"

struct printer;
struct oci_linux;

struct rdt_facts {
	const char *mount; /* mount point of resctrl; NULL: not mounted */
};

struct rdt_plan {
	const char *mount;     /* NULL: nothing to do */
	const char *group;     /* directory below mount, "" for the default class */
	const char *id;        /* of the container: name of the monitoring group */
	bool own;              /* group is named after the container, and removed with it */
	bool must_exist;       /* closID without any schema */
	const char **schemata; /* lines in the order in which they are written */
	size_t schemata_n;
	size_t compared; /* how many of them, from the first, an existing group must have */
	bool monitoring;
};

/* Sets ret->mount to /sys/fs/resctrl when that is a resctrl file system. */
void rdt_facts_read(struct rdt_facts *ret);

/* linux may be NULL. Refuses intelRdt without resctrl, a closID or id that is not one name (or
 * "/"), newlines, a memBwSchema that does not begin with "MB:". */
bool rdt_plan(struct rdt_plan *out, const struct oci_linux *linux, const char *id,
	const struct rdt_facts *facts, struct report *r) must_check;

/* Prints nothing when there is nothing to do. */
void rdt_show(const struct rdt_plan *p, struct printer *d);

#endif

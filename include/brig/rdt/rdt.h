/* SPDX-License-Identifier: Apache-2.0 */
/* Cache and memory bandwidth classes and monitoring by resctrl (config-linux.md IntelRdt). */
#ifndef BRIG_RDT_RDT_H
#define BRIG_RDT_RDT_H

#include <sys/types.h>

#include "brig/base/report.h"

struct printer;
struct oci_linux;

struct rdt_facts {
	const char *mount; /* where resctrl is mounted; NULL: nowhere */
};

struct rdt_plan {
	const char *mount;     /* NULL: nothing to do */
	const char *group;     /* directory in it, "" for the default class */
	const char *id;        /* of the container: name of the monitoring group */
	bool own;              /* group is named after the container: made by us, removed with it */
	bool must_exist;       /* closID without any schema */
	const char **schemata; /* lines in the order in which they are written */
	size_t schemata_n;
	size_t compared; /* how many of them, from the first, an existing group must have */
	bool monitoring;
};

/* What delete needs; kept in the record. Paths are absolute or NULL. */
struct rdt_made {
	const char *group;   /* to be removed: made by us for a container without closID */
	const char *monitor; /* to be removed */
};

/* /sys/fs/resctrl when it is a resctrl filesystem. */
void rdt_facts_read(struct rdt_facts *ret);

/* linux may be NULL. Refuses intelRdt without resctrl, a closID or id that is not one name (or
 * "/"), newlines, a memBwSchema that does not begin with "MB:". */
bool rdt_plan(struct rdt_plan *out, const struct oci_linux *linux, const char *id,
	const struct rdt_facts *facts, struct report *r) must_check;

/* Makes or checks the group, writes the schemata, makes the monitoring group. made says what is to
 * be removed later (strings from the arena), also after a failure half way. */
bool rdt_create(
	const struct rdt_plan *p, struct arena *a, struct rdt_made *made, struct err *e) must_check;

/* Writes the pid to "tasks" of the group, or of its monitoring group. */
bool rdt_attach(const struct rdt_plan *p, pid_t pid, struct err *e) must_check;

/* `update`: writes the schemata to the group, which exists. *before is what stood there, for
 * rdt_restore(), which does its best. On failure the old schemata stand. */
bool rdt_update(
	const struct rdt_plan *p, struct arena *a, const char **before, struct err *e) must_check;
void rdt_restore(const struct rdt_plan *p, const char *before);

/* Removes what was made; what is gone already is fine. */
bool rdt_destroy(const struct rdt_made *made, struct err *e) must_check;

void rdt_show(const struct rdt_plan *p, struct printer *d);

#endif

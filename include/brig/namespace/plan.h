/* SPDX-License-Identifier: Apache-2.0 */
/* Which namespaces the container gets, new or joined, with id mappings and clock offsets
 * (config-linux.md Namespaces, User namespace mappings, Offset for Time Namespace). */
#ifndef BRIG_NAMESPACE_PLAN_H
#define BRIG_NAMESPACE_PLAN_H

#include "brig/base/report.h"
#include "brig/json/printer.h"
#include "brig/namespace/kinds.h"
#include "brig/sys/host.h"

struct namespace_join {
	const struct namespace_kind *kind;
	const char *path;
};

struct namespace_plan {
	int made;                       /* CLONE_NEW* of the kinds that are new */
	struct namespace_join joins[8]; /* in the order of joining */
	size_t njoins;
	int shared;                            /* CLONE_NEW* of joined kinds whose path leads to the
						* runtime's own namespace (namespace_find_shared()) */
	struct oci_id_mapping_list uids, gids; /* of the new user namespace */
	const struct oci_time_offsets *offsets;
	bool needs_intermediate; /* an intermediate process has to clone init: for a user or time
				  * namespace, or a joined pid namespace */
	bool joins_pid;          /* the container joins a pid namespace */
	bool rootless;
	bool keep_groups; /* the container's root keeps the caller's supplementary groups */
};

/* Fills out from linux.namespaces and adds each problem to r; false when something was refused. l
 * may be NULL. */
bool namespace_plan(struct namespace_plan *out, const struct oci_linux *l, const struct host *h,
	struct report *r) must_check;

/* Whether the container gets a namespace of this kind, new or joined. flag is one CLONE_NEW*. */
bool namespace_has(const struct namespace_plan *p, int flag);

/* CLONE_NEW* of the kinds that the container does not share with the runtime. */
int namespace_separate(const struct namespace_plan *p);

void namespace_show(const struct namespace_plan *p, struct printer *d);

#endif

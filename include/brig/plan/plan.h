/* SPDX-License-Identifier: Apache-2.0 */
/* The plan: what a bundle will do, with nothing left to decide. */
#ifndef BRIG_PLAN_PLAN_H
#define BRIG_PLAN_PLAN_H

#include "brig/bundle/bundle.h"
#include "brig/cgroup/cgroup.h"
#include "brig/hook/hook.h"
#include "brig/json/doc.h"
#include "brig/mount/device.h"
#include "brig/mount/mount.h"
#include "brig/mount/paths.h"
#include "brig/mount/rootfs.h"
#include "brig/namespace/namespace.h"

struct plan;

/* What the plan depends on beside the bundle. */
struct plan_facts {
	const char *id;
	enum cgroup_driver driver;
	const struct host *host;
	const struct cgroup_layout *cgroups;
	bool no_pivot, no_new_keyring;
};

/* The plan in the report's arena, NULL when the bundle would not be created; everything wrong with
 * it is in the report either way. Pure but for looking at root.path and at the program in it. */
const struct plan *plan_make(
	const struct bundle *b, const struct plan_facts *f, struct report *r) must_check;

/* Prints it, all of it, for `brig plan`. */
void plan_show(const struct plan *p, struct doc *d);

#endif

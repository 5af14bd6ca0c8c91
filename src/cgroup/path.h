/* SPDX-License-Identifier: Apache-2.0 */
/* linux.cgroupsPath to a place in the hierarchies. */
#ifndef BRIG_CGROUP_PATH_H
#define BRIG_CGROUP_PATH_H

#include "brig/base/report.h"

/* The parent of relative and default paths. */
#define CGROUP_COMMON "/brig"

/* The path below a mount point: begins with a slash, has no empty part, no "." and no "..", does
 * not end in a slash. base is where relative ones start ("/brig"); NULL after a refusal. */
const char *cgroup_path_plan(
	const char *cgroups_path, const char *id, const char *base, struct report *r);

/* The parent of a path, "/" at the top; in the arena. */
const char *cgroup_path_parent(const char *path, struct arena *a);

/* Two clean paths, each beginning with a slash, put together. */
const char *cgroup_path_join(const char *a, const char *b, struct arena *arena);

#endif

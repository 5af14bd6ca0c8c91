/* SPDX-License-Identifier: Apache-2.0 */
/* Paths of cgroups. */
#ifndef BRIG_SRC_CGROUP_PATH_H
#define BRIG_SRC_CGROUP_PATH_H

#include "brig/base/report.h"

/* The common parent of relative and default paths. */
#define CGROUP_COMMON "/brig"

/* linux.cgroupsPath as a path beneath a mount point: with a leading slash, without empty
 * components,
 * "." and "..", without a trailing slash. A relative path begins in base ("/brig"); without a path
 * it is base-id. NULL after a refusal. */
const char *cgroup_path_plan(
	const char *cgroups_path, const char *id, const char *base, struct report *r);

/* The parent of a path, "/" for the root; in the arena. */
const char *cgroup_path_parent(const char *path, struct arena *a);

/* Concatenates two normalized paths, each with a leading slash. */
const char *cgroup_path_join(const char *a, const char *b, struct arena *arena);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Sub-cgroups of a container, for exec --cgroup. */
#ifndef BRIG_CGROUP_SUBCGROUP_H
#define BRIG_CGROUP_SUBCGROUP_H

#include "brig/base/str.h"

struct cgroup_ref;

/* The cgroups that an exec process enters, for cgroup_ref_enter() and cgroup_ref_attach(). Without
 * subs they are those of init. Each of subs is "PATH", a sub-cgroup in every hierarchy, or
 * "CONTROLLER[,CONTROLLER...]:PATH", in the v1 hierarchies of these controllers. PATH is relative
 * to the container's cgroup; "/" is that cgroup itself. A path with ".." and a sub-cgroup that does
 * not exist are errors. */
bool cgroup_ref_subcgroup(struct cgroup_ref *out, const struct cgroup_ref *ref,
	const struct str_list *subs, struct arena *a, struct err *e) must_check;

#endif

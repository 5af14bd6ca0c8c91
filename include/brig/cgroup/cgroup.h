/* SPDX-License-Identifier: Apache-2.0 */
/* Creates the cgroups of a plan, writes their limits, moves the first process into them, and
 * removes them. Each function calls the driver of the plan. */
#ifndef BRIG_CGROUP_CGROUP_H
#define BRIG_CGROUP_CGROUP_H

#include <sys/types.h>

#include "brig/cgroup/plan.h"

struct cgroup_ref;

/* The hierarchies that a call creates cgroups in. */
enum cgroup_part {
	CGROUP_PART_ALL,
	CGROUP_PART_V2, /* the first process is cloned into this cgroup */
	CGROUP_PART_V1, /* the first process enters these after the clone */
};

/* Creates the cgroup in every hierarchy of the part; enables controllers from the root down on
 * cgroup2, copies the parent's cpuset on v1, changes the owner. An existing cgroup is used if it is
 * empty and not frozen; else it is an error. On failure all directories of this call are removed;
 * after success cgroup_destroy() removes them. Sets groups.v[].made. The systemd driver supports
 * only CGROUP_PART_ALL. */
bool cgroup_create(struct cgroup_plan *p, enum cgroup_part part, struct err *e) must_check;

/* Whether the v1 cgroups may be created, and limits written, after the clone: the process enters
 * them itself, by cgroup_ref_enter(). */
bool v1_groups_may_follow_clone(const struct cgroup_plan *p);

/* Writes the limits and device rules, after cgroup_create() and before the process joins. The
 * systemd driver does so in cgroup_attach(). */
bool cgroup_limit(const struct cgroup_plan *p, struct err *e) must_check;

/* A descriptor of the cgroup2 cgroup for CLONE_INTO_CGROUP. -1 with an error unless
 * p->clone_into_cgroup. */
int cgroup_open(const struct cgroup_plan *p, struct err *e) must_check;

/* Whether a process that was cloned into the cgroup2 cgroup may call cgroup_ref_enter() itself, in
 * place of cgroup_attach() by the runtime; n is how many processes are in the cgroup at the same
 * time. */
bool cgroup_can_enter(const struct cgroup_plan *p, int n);

/* Moves the process into the cgroups: in all hierarchies, without cgroup2 if it was cloned into
 * that cgroup. Then writes the settings that are late. */
bool cgroup_attach(
	const struct cgroup_plan *p, pid_t pid, bool cloned_into, struct err *e) must_check;

/* Removes the cgroup in every hierarchy: first those beneath it, then the directories that brig
 * made, with empty parents and the common parent /brig. Waits for dying processes, at most
 * timeout_ms for all. An error in one hierarchy does not stop the others; the first error is
 * returned. A cgroup that does not exist is no error. */
bool cgroup_destroy(const struct cgroup_ref *ref, int timeout_ms, struct err *e) must_check;

#endif

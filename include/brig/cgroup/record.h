/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroups of an existing container, from its plan or from its record. */
#ifndef BRIG_CGROUP_RECORD_H
#define BRIG_CGROUP_RECORD_H

#include <sys/types.h>

#include "brig/cgroup/plan.h"

struct oci_record;

struct cgroup_ref {
	enum cgroup_driver driver;
	const char *unit; /* CGROUP_SYSTEMD: the scope; else NULL */
	struct cgroup_set groups;
	/* The container's init, verified by the caller; 0 if it has ended. Thawing (v1) also thaws
	 * the cgroup that init is in. */
	pid_t init;
	int init_fd; /* pidfd of init, borrowed: a file of /proc/PID counts only if init lives
			after it was read */
	const char *init_groups; /* /proc/PID/cgroup of init, set by cgroup_ref_locate_init() */
};

/* The cgroups of a plan that cgroup_create() has created. For CGROUP_NONE the set is empty, and
 * every function that takes it succeeds without doing anything. */
struct cgroup_ref *cgroup_ref_from_plan(const struct cgroup_plan *p, struct arena *a);

/* The cgroups that cgroup_create() is about to make: only those that do not exist yet. For a record
 * that is written before, so that `delete` finds them if the runtime is killed. */
struct cgroup_ref *cgroup_ref_before_create(const struct cgroup_plan *p, struct arena *a);

/* To and from the "cgroup" object of the record. Strings are shared. */
void cgroup_ref_to_record(struct oci_record *out, const struct cgroup_ref *ref, struct arena *a);
bool cgroup_ref_from_record(struct cgroup_ref *out, const struct oci_record *rec, struct arena *a,
	struct err *e) must_check;

/* Reads /proc/PID/cgroup of init once, for the calls that follow at once. Without it each of them
 * reads the file. */
void cgroup_ref_locate_init(struct cgroup_ref *ref, struct arena *a);

#endif

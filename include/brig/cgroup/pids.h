/* SPDX-License-Identifier: Apache-2.0 */
/* The processes of a container. */
#ifndef BRIG_CGROUP_PIDS_H
#define BRIG_CGROUP_PIDS_H

#include <sys/types.h>

#include "brig/base/arena.h"

struct cgroup_ref;

struct pid_list {
	pid_t *v;
	size_t n;
};

/* All processes of the cgroup and those beneath it, in the runtime's pid namespace, sorted, each
 * once. A cgroup that does not exist has none. */
bool cgroup_pids(const struct cgroup_ref *ref, struct arena *a, struct pid_list *ret,
	struct err *e) must_check;

/* Waits until the cgroup has no processes, at most timeout_ms; the error names those that remain,
 * with their state and the kernel function that they sleep in. */
bool cgroup_wait_empty(const struct cgroup_ref *ref, int timeout_ms, struct err *e) must_check;

#endif

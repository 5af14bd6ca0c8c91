/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel has counted of a container, and news of its OOM killer. */
#ifndef BRIG_CGROUP_STATS_H
#define BRIG_CGROUP_STATS_H

#include "brig/cgroup/control.h"

struct printer;

/* Adds cpu, cpuset, memory, pids, blkio, hugetlb and rdma to the object that is open in d, in the
 * form that engines read from runc (brig-events(1)): nanoseconds and bytes, whatever the hierarchy
 * counts in; memory and swap together, as v1 has them; a memory limit that is none is 2^64 - 1 on
 * cgroup2. What the kernel does not count, or no longer has, is left out. */
void cgroup_stats(const struct cgroup_ref *ref, struct arena *a, struct printer *d);

/* Waiting for the OOM killer. */
struct cgroup_oom {
	const struct cgroup_group *group; /* with the memory controller; NULL: there is none */
	int fd;         /* poll(2) it for events; -1 when nothing tells but the count */
	short events;   /* POLLIN or POLLPRI */
	uint64_t kills; /* counted before */
};

/* Watches from now on: memory.events of cgroup2; on v1 memory.oom_control by an eventfd(2), which
 * also tells of a group that is out of memory while its OOM killer is disabled. fd is to be closed.
 * The ref must live as long. */
bool cgroup_oom_open(
	struct cgroup_oom *out, const struct cgroup_ref *ref, struct err *e) must_check;

/* Whether something was out of memory since the last call. Never waits. A group that is gone by now
 * still tells of what came before, on v1. */
bool cgroup_oom_take(struct cgroup_oom *w);

#endif

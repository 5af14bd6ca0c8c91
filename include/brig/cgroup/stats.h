/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics of a container. */
#ifndef BRIG_CGROUP_STATS_H
#define BRIG_CGROUP_STATS_H

struct arena;
struct cgroup_ref;
struct printer;

/* Adds cpu, cpuset, memory, pids, blkio, hugetlb and rdma to the object that is open in d, in the
 * form that engines read from runc (brig-events(1)): times in nanoseconds, sizes in bytes; memory
 * and swap as one sum, as on v1; on cgroup2 no memory limit is 2^64 - 1. Values that the kernel
 * does not count, or does not count any more, are left out. */
void cgroup_stats(const struct cgroup_ref *ref, struct arena *a, struct printer *d);

#endif

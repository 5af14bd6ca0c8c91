/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduling, I/O priority, CPUs, memory policy, execution domain. */
#ifndef BRIG_SYS_SCHED_H
#define BRIG_SYS_SCHED_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "brig/base/err.h"

/* The same layout as struct sched_attr of sched_setattr(2), which glibc before 2.41 does not
 * declare. */
struct sys_sched_attr {
	uint32_t size;
	uint32_t policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period; /* nanoseconds */
	uint32_t util_min, util_max;
};

/* sched_setattr(2) of pid, 0 for the caller. */
bool sys_sched_setattr(pid_t pid, const struct sys_sched_attr *attr, struct err *e) must_check;

/* ioprio_set(2) for the caller's process group. */
bool sys_ioprio_set(int ioprio, struct err *e) must_check;

/* sched_setaffinity(2) with a mask of any size. */
bool sys_set_affinity(pid_t pid, const unsigned long *mask, size_t words, struct err *e) must_check;

/* set_mempolicy(2); nodes is NULL for modes that take no nodes. */
bool sys_set_mempolicy(
	int mode, const unsigned long *nodes, size_t words, struct err *e) must_check;

/* personality(2) */
bool sys_personality(unsigned long persona, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduling by raw system calls: glibc has no wrappers for most of them. */
#include "brig/sys/sched.h"

#include <linux/ioprio.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <unistd.h>

bool sys_sched_setattr(pid_t pid, const struct sys_sched_attr *attr, struct err *e)
{
	return syscall(SYS_sched_setattr, pid, attr, 0) == 0
		       ? true
		       : fail_errno(e, "set the scheduler (policy %u)", attr->policy);
}

bool sys_ioprio_set(int ioprio, struct err *e)
{
	return syscall(SYS_ioprio_set, IOPRIO_WHO_PGRP, 0, ioprio) == 0
		       ? true
		       : fail_errno(e, "set the I/O priority (class %d, level %d)",
				 (int)IOPRIO_PRIO_CLASS(ioprio), (int)IOPRIO_PRIO_DATA(ioprio));
}

bool sys_set_affinity(pid_t pid, const unsigned long *mask, size_t words, struct err *e)
{
	return syscall(SYS_sched_setaffinity, pid, words * sizeof(*mask), mask) == 0
		       ? true
		       : fail_errno(e, "set the CPU affinity");
}

bool sys_set_mempolicy(int mode, const unsigned long *nodes, size_t words, struct err *e)
{
	/* The kernel expects the number of bits plus one. */
	unsigned long bits = nodes ? words * sizeof(*nodes) * 8 + 1 : 0;

	return syscall(SYS_set_mempolicy, mode, nodes, bits) == 0
		       ? true
		       : fail_errno(e, "set the memory policy");
}

bool sys_personality(unsigned long persona, struct err *e)
{
	return personality(persona) >= 0 ? true
					 : fail_errno(e, "set the execution domain 0x%lx", persona);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/sched.h. */
#include "brig/sys/sched.h"

#include "fake.h"

bool sys_sched_setattr(pid_t pid, const struct sys_sched_attr *a, struct err *e)
{
	return fake_call(e,
		"sched_setattr %d size %u policy %u flags %llx nice %d priority %u "
		"runtime %llu deadline %llu period %llu",
		pid, a->size, a->policy, (unsigned long long)a->flags, a->nice, a->priority,
		(unsigned long long)a->runtime, (unsigned long long)a->deadline,
		(unsigned long long)a->period);
}

bool sys_ioprio_set(int ioprio, struct err *e)
{
	return fake_call(e, "ioprio_set %x", (unsigned)ioprio);
}

bool sys_set_affinity(pid_t pid, const unsigned long *mask, size_t words, struct err *e)
{
	return fake_call(e, "sched_setaffinity %d %lx (%zu words)", pid, mask[0], words);
}

bool sys_set_mempolicy(int mode, const unsigned long *nodes, size_t words, struct err *e)
{
	return fake_call(e, "set_mempolicy %x nodes %lx (%zu words)", (unsigned)mode,
		nodes ? nodes[0] : 0, words);
}

bool sys_personality(unsigned long persona, struct err *e)
{
	return fake_call(e, "personality %lx", persona);
}

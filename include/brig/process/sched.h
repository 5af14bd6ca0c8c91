/* SPDX-License-Identifier: Apache-2.0 */
/* How the process is scheduled: policy, I/O priority, CPUs, memory nodes, execution domain
 * (config.md Linux Process; config-linux.md Memory policy, Personality). */
#ifndef BRIG_PROCESS_SCHED_H
#define BRIG_PROCESS_SCHED_H

#include <sys/types.h>

#include "brig/base/report.h"
#include "brig/sys/sched.h"

struct printer;
struct oci_linux;
struct oci_process;

/* A set of numbered things (CPUs, memory nodes) as the kernel's calls take it. */
struct bit_set {
	unsigned long *v; /* NULL: absent */
	size_t words;
	const char *text; /* the list that it was made of */
};

struct memory_policy_plan {
	int mode; /* MPOL_* with MPOL_F_* */
	struct bit_set nodes;
	const char *text; /* in words */
};

struct sched_plan {
	const struct sys_sched_attr *scheduler; /* each NULL: left as it is */
	const int *ioprio;                      /* class and level, as ioprio_set(2) takes them */
	const char *ioprio_text;
	const struct memory_policy_plan *memory;
	const unsigned long *personality;
	struct bit_set exec_initial, exec_final;
};

/* "0-3,7" to a set; numbers below 65536. An empty list is absent. */
bool bit_set_parse(
	struct bit_set *out, const char *list, struct arena *a, struct err *e) must_check;

/* p and linux may be NULL. Refuses numbers that the policy does not take (a priority outside of
 * 1..99 for SCHED_FIFO and SCHED_RR or other than 0 elsewhere, a nice value outside of -20..19,
 * runtime <= deadline <= period not holding for SCHED_DEADLINE or set elsewhere), SCHED_ISO (no
 * Linux has it), nodes where the mode takes none or none where it
 * needs them, a personality flag, malformed lists. */
bool sched_plan(struct sched_plan *out, const struct oci_process *p, const struct oci_linux *linux,
	struct report *r) must_check;

/* Scheduler, I/O priority of the process group, memory policy, execution domain, of the caller.
 * After setsid(2), before capabilities are dropped (CAP_SYS_NICE). */
bool sched_apply(const struct sched_plan *p, struct err *e) must_check;

/* sched_setaffinity(2) of pid (0: the caller) to the set; absent: success. For exec: exec_initial
 * before the process is moved to the cgroup, exec_final after. */
bool affinity_apply(const struct bit_set *cpus, pid_t pid, struct err *e) must_check;

/* Lets pid run on every CPU that its cgroup allows, whatever CPUs the caller was confined to. For
 * init, and for exec without execCPUAffinity, once it is in its cgroup. A kernel that refuses is
 * not an error. */
void affinity_reset(pid_t pid);

void sched_show(const struct sched_plan *p, struct printer *d);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduler, I/O priority, CPU affinity, memory policy and execution domain of the process
 * (config.md Linux Process; config-linux.md Memory policy, Personality). */
#ifndef BRIG_PROCESS_SCHED_H
#define BRIG_PROCESS_SCHED_H

#include <sys/types.h>

#include "brig/base/report.h"
#include "brig/process/bit-set.h"
#include "brig/sys/sched.h"

struct printer;
struct oci_linux;
struct oci_process;

struct memory_policy_plan {
	int mode; /* MPOL_* with MPOL_F_* */
	struct bit_set nodes;
	const char *text; /* names of mode and flags */
};

struct sched_plan {
	const struct sys_sched_attr *scheduler; /* NULL leaves it unchanged, as below */
	const int *ioprio;                      /* class and level, as ioprio_set(2) takes them */
	const char *ioprio_text;
	const struct memory_policy_plan *memory;
	const unsigned long *personality;
	struct bit_set exec_initial, exec_final;
};

/* p and linux may be NULL. Refuses: a priority outside of 1..99 for SCHED_FIFO and SCHED_RR, or
 * other than 0 for other policies; a nice value outside of -20..19; for SCHED_DEADLINE anything but
 * runtime <= deadline <= period, and these three for other policies; SCHED_ISO, which no Linux
 * kernel has; memory nodes for a mode that takes none, and none for a mode that needs them;
 * personality flags; malformed lists. */
bool sched_plan(struct sched_plan *out, const struct oci_process *p, const struct oci_linux *linux,
	struct report *r) must_check;

/* Sets scheduler, I/O priority of the process group, memory policy and execution domain of the
 * caller. After setsid(2), before capabilities are dropped (CAP_SYS_NICE). */
bool sched_apply(const struct sched_plan *p, struct err *e) must_check;

/* Calls sched_setaffinity(2) for pid (0: the caller); true when the set is absent. exec applies
 * exec_initial before it moves the process to the cgroup and exec_final after. */
bool affinity_apply(const struct bit_set *cpus, pid_t pid, struct err *e) must_check;

/* Lets pid run on every CPU that its cgroup allows, also when the caller is confined to fewer CPUs.
 * For init, and for exec without execCPUAffinity, after the process is in its cgroup. A refusal by
 * the kernel is no error. */
void affinity_reset(pid_t pid);

void sched_show(const struct sched_plan *p, struct printer *d);

#endif

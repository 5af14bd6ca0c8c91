/* SPDX-License-Identifier: Apache-2.0 */
/* Resource limits and the score of the OOM killer (config.md POSIX process, Linux Process). */
#ifndef BRIG_PROCESS_RLIMIT_H
#define BRIG_PROCESS_RLIMIT_H

#include <stdint.h>
#include <sys/types.h>

#include "brig/base/report.h"

struct printer;
struct oci_process;

struct rlimit_item {
	int resource;     /* RLIMIT_* */
	const char *name; /* "RLIMIT_NOFILE" */
	uint64_t soft, hard;
};

struct rlimits_plan {
	struct rlimit_item *v;
	size_t n;
	const int *oom_score_adj; /* NULL: left unchanged */
};

/* p may be NULL. Refuses a type that occurs twice, and a soft limit above the hard one. */
bool rlimits_plan(
	struct rlimits_plan *out, const struct oci_process *p, struct report *r) must_check;

/* Calls prlimit(2) for pid (0: the caller), before it executes the program. Raising a hard limit
 * takes CAP_SYS_RESOURCE in the initial user namespace; without it the error names the limit, its
 * value and the wanted value. */
bool rlimits_apply(const struct rlimits_plan *p, pid_t pid, struct err *e) must_check;

/* Raises the hard limits of pid that are below the planned ones. The runtime has the right to do
 * so, and pid can then set its limits right before execve(2): earlier they could hinder brig
 * itself. */
bool rlimits_raise(const struct rlimits_plan *p, pid_t pid, struct err *e) must_check;

/* Writes PID/oom_score_adj (pid 0: self) below sys_procfs(), when the plan has a value. The file of
 * a process that is not dumpable belongs to root: without host root the child writes its own (pid
 * 0) before it becomes undumpable. */
bool oom_score_apply(const struct rlimits_plan *p, pid_t pid, struct err *e) must_check;

void rlimits_show(const struct rlimits_plan *p, struct printer *d);

#endif

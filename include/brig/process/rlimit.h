/* SPDX-License-Identifier: Apache-2.0 */
/* Resource limits and the OOM killer's score (config.md, POSIX process). */
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
	const int *oom_score_adj; /* NULL: left as it is */
};

/* p may be NULL. Refuses a type given twice, and a soft limit above the hard one. */
bool rlimits_plan(
	struct rlimits_plan *out, const struct oci_process *p, struct report *r) must_check;

/* prlimit(2) on the process pid (0: the caller), before it executes the program. Raising a hard
 * limit needs CAP_SYS_RESOURCE in the initial user namespace; without it the error says which
 * limit, what it is and what was asked for. */
bool rlimits_apply(const struct rlimits_plan *p, pid_t pid, struct err *e) must_check;

/* Raises the hard limits of pid that are below the wanted ones, and nothing else: what needs our
 * rights, done from outside, so that the process can set its own limits as its last act, when they
 * are in nobody's way. */
bool rlimits_raise(const struct rlimits_plan *p, pid_t pid, struct err *e) must_check;

/* Writes PID/oom_score_adj (pid 0: self) below sys_procfs(). A process that is not dumpable owns
 * that file no more: without host root let the child do it (pid 0) before it becomes undumpable.
 * Not set: not touched. */
bool oom_score_apply(const struct rlimits_plan *p, pid_t pid, struct err *e) must_check;

void rlimits_show(const struct rlimits_plan *p, struct printer *d);

#endif

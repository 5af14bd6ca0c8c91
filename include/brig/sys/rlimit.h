/* SPDX-License-Identifier: Apache-2.0 */
/* Resource limits of a process. */
#ifndef BRIG_SYS_RLIMIT_H
#define BRIG_SYS_RLIMIT_H

#include <stdint.h>
#include <sys/types.h>

#include "brig/base/err.h"

/* prlimit(2) of pid, 0 for the caller; UINT64_MAX is RLIM_INFINITY. name is for errors. */
bool sys_rlimit_set(pid_t pid, int resource, const char *name, uint64_t soft, uint64_t hard,
	struct err *e) must_check;
bool sys_rlimit_get(pid_t pid, int resource, const char *name, uint64_t *ret_soft,
	uint64_t *ret_hard, struct err *e) must_check;

#endif

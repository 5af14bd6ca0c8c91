/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of ps(1) that are about the processes of a container. */
#ifndef BRIG_SRC_CMD_FILTER_H
#define BRIG_SRC_CMD_FILTER_H

#include "brig/base/arena.h"
#include "brig/cgroup/control.h"

/* The header of what ps(1) printed and the lines of these processes, in the arena. NULL and an
 * error when no column is called PID. */
const char *ps_filter(
	const char *text, const struct pid_list *pids, struct arena *a, struct err *e) must_check;

#endif

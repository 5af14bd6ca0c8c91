/* SPDX-License-Identifier: Apache-2.0 */
/* runtime.md Kill. */
#ifndef BRIG_OPS_KILL_H
#define BRIG_OPS_KILL_H

#include "brig/launch/runtime.h"

/* runtime.md Kill. all: signals every process in the container's cgroup, and accepts a stopped
 * container. */
bool runtime_kill(struct runtime *rt, const char *id, int sig, bool all, struct err *e) must_check;

#endif

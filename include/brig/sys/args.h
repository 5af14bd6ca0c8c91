/* SPDX-License-Identifier: Apache-2.0 */
/* The memory in which execve(2) put the arguments and the environment of this process. The kernel
 * reads /proc/PID/cmdline and /proc/PID/environ from it (proc(5)). */
#ifndef BRIG_SYS_ARGS_H
#define BRIG_SYS_ARGS_H

#include <stddef.h>

#include "brig/base/arena.h"

/* The memory range that sys_args_copy() found. */
struct sys_args {
	char *at;
	size_t n;
};

/* Returns a copy of argv, strings included, in the arena, and records the range; afterwards only
 * environ points into it. Must be the first call in main(). */
char **sys_args_copy(struct arena *a, int argc, char **argv);

/* Overwrites the range, so that no argument and no environment variable of the caller remains in
 * the memory of this process; /proc/PID/cmdline shows title afterwards. Clears environ. For
 * children of clone(2). */
void sys_args_wipe(const char *title);

/* Overwrites the copies too: for a process that may be looked into and that uses none of them any
 * more.
 */
void sys_args_wipe_copies(void);

/* Returns the range; at is NULL before sys_args_copy(). */
struct sys_args sys_args_range(void);

#endif

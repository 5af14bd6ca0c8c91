/* SPDX-License-Identifier: Apache-2.0 */
/* The memory in which the kernel put the arguments and the environment of this process, and from
 * which /proc/PID/cmdline and environ are read (proc(5)). */
#ifndef BRIG_SYS_ARGS_H
#define BRIG_SYS_ARGS_H

#include <stddef.h>

#include "brig/base/arena.h"

/* The range that sys_args_copy() found. */
struct sys_args {
	char *at;
	size_t n;
};

/* Returns a copy of argv, strings included, in the arena, and remembers the range: from then on
 * nothing but environ refers to it. First thing in main(). */
char **sys_args_copy(struct arena *a, int argc, char **argv);

/* In a child of clone(2): overwrites the range, so that neither the command line nor the
 * environment of the caller is left in its memory, with title as all that /proc/PID/cmdline shows.
 * The environment is empty afterwards. */
void sys_args_wipe(const char *title);

/* Overwrites the copies too: where the process may be looked into, and uses none of them any more.
 */
void sys_args_wipe_copies(void);

/* The range; at is NULL before sys_args_copy(). */
struct sys_args sys_args_range(void);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What is said when a deadline has passed: which process is in the way, and what it is doing. */
#ifndef BRIG_SYS_HUNG_PROCESS_H
#define BRIG_SYS_HUNG_PROCESS_H

#include <sys/types.h>

#include "brig/base/arena.h"
#include "brig/base/err.h"

/* "77 (sleep, state D, in io_schedule)", of proc(5) stat and wchan; the number alone when it is
 * gone. In the arena. */
const char *sys_doing(struct arena *a, pid_t pid);

/* Whether the process did anything since the last look, for which *last (at first NULL) is kept in
 * the arena: it is about to run, or has run. True too when the kernel doesn't tell. */
bool sys_progressed(struct arena *a, pid_t pid, const char **last);

/* Whether a signal has stopped the process; not: a debugger. */
bool sys_stopped(struct arena *a, pid_t pid);

/* Adds ": process 77 (sleep, state D, in io_schedule)" to an error and gives it the code ETIMEDOUT.
 * pid 0: nobody knows which. */
void sys_stuck(struct err *e, pid_t pid);

/* As fail(), about a process that is in the way. */
#define fail_hung(e, pid, ...) (err_set((e), 0, __VA_ARGS__), sys_stuck((e), (pid)), false)

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Error texts for a passed deadline: the process that blocks, and its state. */
#ifndef BRIG_SYS_HUNG_PROCESS_H
#define BRIG_SYS_HUNG_PROCESS_H

#include <sys/types.h>

#include "brig/base/arena.h"
#include "brig/base/err.h"

/* Returns "77 (sleep, state D, in io_schedule)" from /proc/PID/stat and wchan (proc(5)); only the
 * number when the process does not exist. In the arena. */
const char *sys_doing(struct arena *a, pid_t pid);

/* Whether the process has run since the last call, or is runnable. *last (NULL at first) keeps the
 * state of the last call in the arena. Also true when the kernel has no /proc/PID/schedstat. */
bool sys_progressed(struct arena *a, pid_t pid, const char **last);

/* Whether a stop signal has stopped the process (state T). A traced process (state t) does not
 * count. */
bool sys_stopped(struct arena *a, pid_t pid);

/* Appends ": process 77 (sleep, state D, in io_schedule)" to an error and sets its code to
 * ETIMEDOUT. pid 0: the process is not known, and no text is added. */
void sys_stuck(struct err *e, pid_t pid);

/* As fail(), for a process that blocks the caller. */
#define fail_hung(e, pid, ...) (err_set((e), 0, __VA_ARGS__), sys_stuck((e), (pid)), false)

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* procfs: a mount that no container can cover, and files of /proc/PID. */
#ifndef BRIG_SYS_PROCFS_H
#define BRIG_SYS_PROCFS_H

#include <sys/types.h>

#include "brig/base/arena.h"

/* Returns a descriptor of a private procfs (fsopen(2)), over which no container can mount; where
 * fsopen(2) is not permitted, a descriptor of /proc, which is checked to be a procfs. The
 * descriptor is opened once and kept. -1 on error. */
int sys_procfs(struct err *e) must_check;

/* Returns the descriptor when it is open, else -1. */
int sys_procfs_kept(void);

/* Closes the descriptor; the next sys_procfs() opens a new one. */
void sys_procfs_close(void);

/* Reads /proc/PID/FILE ("cgroup", "stat", "wchan") into the arena, at most 16 MiB; pid 0 is the
 * calling process. NULL on error. */
char *sys_procfs_read(struct arena *a, pid_t pid, const char *file, struct err *e) must_check;

#endif

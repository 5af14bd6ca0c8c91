/* SPDX-License-Identifier: Apache-2.0 */
/* procfs: a mount that no container can cover, and files of /proc/PID. */
#ifndef BRIG_SYS_PROCFS_H
#define BRIG_SYS_PROCFS_H

#include <sys/types.h>

#include "brig/base/arena.h"

/* A procfs of our own (fsopen(2)) that no container has mounted over; where that is not allowed, a
 * verified descriptor of /proc. Opened once and kept. -1 on error. */
int sys_procfs(struct err *e) must_check;

/* The descriptor when it is open, else -1. */
int sys_procfs_kept(void);

/* Closes it; sys_procfs() opens another. */
void sys_procfs_close(void);

/* Reads /proc/PID/FILE ("cgroup", "stat", "wchan") into the arena, at most 16 MiB; pid 0 is the
 * calling process. NULL on error. */
char *sys_procfs_read(struct arena *a, pid_t pid, const char *file, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* A small cgroup file system in memory, behind the fakes of sys/cgroupfs.h, sys/bpf.h and
 * sys/procfs.h. */
#ifndef BRIG_TESTS_FAKE_CGROUPFS_H
#define BRIG_TESTS_FAKE_CGROUPFS_H

#include <stddef.h>
#include <sys/types.h>

/* The pidfd of a process that has ended. */
enum { FAKE_ENDED = 1000000 };

/* Removes all directories and files. */
void fake_cgroup_reset(void);

/* Adds a directory or a file, by its whole path. */
void fake_cgroup_dir(const char *path);
void fake_cgroup_file(const char *path, const char *content);

/* Makes this file name unknown to the kernel: reads and writes give ENOENT. */
void fake_cgroup_lacks(const char *name);

/* The process ends before its pidfd is opened, and its pid is reused: then the file has this
 * content. */
void fake_cgroup_reused(pid_t pid, const char *file, const char *content);

/* Applies fake_cgroup_reused(); sys_pidfd_open() of the fake calls this. */
void fake_cgroup_pid_opened(pid_t pid);

/* The present content of a file, NULL when it does not exist; the number of directories. */
const char *fake_cgroup_content(const char *path);
size_t fake_cgroup_dirs(void);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* A small cgroup filesystem in memory behind the fake of sys/cgroupfs.h and sys/bpf.h. */
#ifndef BRIG_TESTS_FAKE_CGROUPFS_H
#define BRIG_TESTS_FAKE_CGROUPFS_H

#include <stddef.h>
#include <sys/types.h>

/* Of a process that has ended. */
enum { FAKE_ENDED = 1000000 };

/* Forgets all directories and files. */
void fake_cgroup_reset(void);

/* A directory or a file that is there, by its whole path. */
void fake_cgroup_dir(const char *path);
void fake_cgroup_file(const char *path, const char *content);

/* A file name that this kernel does not have: writing and reading it is ENOENT. */
void fake_cgroup_lacks(const char *name);

/* The process ended before it was held, and its number is another's: file has this content then. */
void fake_cgroup_reused(pid_t pid, const char *file, const char *content);

/* To be called when a pidfd of the process is opened: takes care of fake_cgroup_reused(). */
void fake_cgroup_pid_opened(pid_t pid);

/* What is in a file now, NULL when it is not there; how many directories there are. */
const char *fake_cgroup_content(const char *path);
size_t fake_cgroup_dirs(void);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Processes: clone, wait, signals by pidfd; namespaces by descriptor; /proc/PID/stat. */
#ifndef BRIG_SYS_PROCESS_H
#define BRIG_SYS_PROCESS_H

#include <signal.h>
#include <stdint.h>
#include <sys/types.h>

#include "brig/base/err.h"

struct sys_child {
	pid_t pid; /* 0 in the child itself */
	int pidfd; /* close-on-exec; -1 in the child */
};

/* clone3(2) with CLONE_PIDFD and flags. As fork(2), returns in both processes. cgroup is a
 * descriptor of a v2 cgroup in which the child starts (CLONE_INTO_CGROUP), or -1. */
bool sys_clone(uint64_t flags, int cgroup, struct sys_child *ret, struct err *e) must_check;

/* Waits until a child ends. *status is that of wait(2). timeout_ms -1: no limit. Fails with
 * ETIMEDOUT when the child still runs after timeout_ms. */
bool sys_wait(const struct sys_child *c, int timeout_ms, int *status, struct err *e) must_check;

/* Whether the process of the pidfd ends within timeout_ms; it need not be a child. */
bool sys_wait_end(int pidfd, int timeout_ms);

int sys_pidfd_open(pid_t pid, struct err *e) must_check; /* ESRCH: no such process */

/* Returns the pid of a pidfd's process in the caller's pid namespace; -1 with ESRCH when it has
 * ended and was reaped. */
pid_t sys_pidfd_pid(int pidfd, struct err *e) must_check;

/* pidfd_send_signal(2); ESRCH when the process has ended. */
bool sys_pidfd_kill(int pidfd, int sig, struct err *e) must_check;

/* As sys_pidfd_kill(), but a process that has ended is no error. pid is for the error. */
bool sys_pidfd_kill_if_alive(int pidfd, pid_t pid, int sig, struct err *e) must_check;

/* unshare(2). A hidden process stays hidden: see sys/hide.h. */
bool sys_unshare(int flags, const char *what, struct err *e) must_check;

/* setns(2) by a descriptor of a namespace, which the kernel checks to be of the type in flags; or
 * by a pidfd with several flags. A hidden process stays hidden: see sys/hide.h. */
bool sys_setns(int fd, int flags, const char *what, struct err *e) must_check;

/* Returns the type of the namespace behind a descriptor (CLONE_NEW*); -1 with ENOTTY or EINVAL for
 * any other file. */
int sys_ns_type(int fd, const char *path, struct err *e) must_check;

struct sys_process_stat {
	char state;          /* R, S, D, Z, … of proc(5) */
	uint64_t start_time; /* clock ticks after boot: field 22 */
};

/* Reads /proc/PID/stat; ENOENT or ESRCH when there is no such process. */
bool sys_process_stat(pid_t pid, struct sys_process_stat *ret, struct err *e) must_check;

bool sys_setsid(struct err *e) must_check;
bool sys_death_signal(int sig, struct err *e) must_check; /* PR_SET_PDEATHSIG, 0 clears */
void sys_process_name(const char *name);                  /* PR_SET_NAME */

/* Closes every descriptor from first on, or sets its close-on-exec flag: close_range(2). */
bool sys_close_from(unsigned first, bool only_mark, struct err *e) must_check;

/* Closes every descriptor from first on, except those in keep; sys_procfs_kept() is -1 afterwards
 * unless it is in keep. Entries of -1 in keep are ignored. */
bool sys_close_except(unsigned first, const int *keep, size_t n, struct err *e) must_check;

/* Sets the signals in which (bit n is signal n + 1) to their default action, and blocks none. */
void sys_reset_signals(uint64_t which);

/* At the start of the runtime: unblocks all signals, and sets SIGCHLD to its default, so that the
 * end of a child can be waited for whatever the caller has ignored or blocked. */
void sys_own_signals(void);

/* Ignores SIGPIPE and SIGXFSZ: a write to a closed pipe, or beyond RLIMIT_FSIZE, then returns an
 * error instead of killing the process. */
void sys_ignore_write_signals(void);
#define SYS_WRITE_SIGNALS (1ULL << (SIGPIPE - 1) | 1ULL << (SIGXFSZ - 1))

#endif

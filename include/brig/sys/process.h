/* SPDX-License-Identifier: Apache-2.0 */
/* Processes: cloning, waiting, signalling by pidfd; namespaces by descriptor; what /proc says of a
 * process. */
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

/* clone3(2) with CLONE_PIDFD and flags, as fork(2): both sides return. cgroup is a descriptor of a
 * v2 group to be born in (CLONE_INTO_CGROUP), or -1. */
bool sys_clone(uint64_t flags, int cgroup, struct sys_child *ret, struct err *e) must_check;

/* Waits for the end of a child. *status is as wait(2) gives it. timeout_ms -1: for ever. false with
 * the code ETIMEDOUT when it still runs. */
bool sys_wait(const struct sys_child *c, int timeout_ms, int *status, struct err *e) must_check;

/* true when the process behind the pidfd ended within timeout_ms; needs not be our child. */
bool sys_wait_end(int pidfd, int timeout_ms);

int sys_pidfd_open(pid_t pid, struct err *e) must_check; /* code ESRCH when there is none */

/* The pid behind a pidfd in our pid namespace; -1 (code ESRCH) when it has ended and was reaped. */
pid_t sys_pidfd_pid(int pidfd, struct err *e) must_check;

/* pidfd_send_signal(2); code ESRCH when it has ended. */
bool sys_pidfd_kill(int pidfd, int sig, struct err *e) must_check;

/* unshare(2); the process stays hidden: sys/hide.h. */
bool sys_unshare(int flags, const char *what, struct err *e) must_check;

/* setns(2) by a namespace's descriptor, checked by the kernel to be of the kind flag; or by a pidfd
 * with several flags. The process stays hidden: sys/hide.h. */
bool sys_setns(int fd, int flags, const char *what, struct err *e) must_check;

/* The kind of the namespace behind a descriptor (CLONE_NEW*); -1 (code ENOTTY or EINVAL) when it is
 * none. */
int sys_ns_type(int fd, const char *path, struct err *e) must_check;

struct sys_process_stat {
	char state;          /* R, S, D, Z, … of proc(5) */
	uint64_t start_time; /* clock ticks after boot: field 22 */
};

/* /proc/PID/stat; code ENOENT or ESRCH when there is no such process. */
bool sys_process_stat(pid_t pid, struct sys_process_stat *ret, struct err *e) must_check;

bool sys_setsid(struct err *e) must_check;
bool sys_death_signal(int sig, struct err *e) must_check; /* PR_SET_PDEATHSIG, 0 clears */
void sys_process_name(const char *name);                  /* PR_SET_NAME */

/* Closes, or marks close-on-exec, every descriptor from first on: close_range(2). */
bool sys_close_from(unsigned first, bool only_mark, struct err *e) must_check;

/* Closes every descriptor from first on but those in keep (at most 16; -1 is passed over). */
bool sys_close_except(unsigned first, const int *keep, size_t n, struct err *e) must_check;

/* Signals (bit n is signal n + 1) to their default, none blocked. */
void sys_reset_signals(uint64_t which);

/* At the start of the runtime: no signal is blocked, and the end of a child is waited for, whatever
 * the caller has ignored (SIGCHLD) or blocked. */
void sys_own_signals(void);

/* From here on writing where nobody reads, or more than RLIMIT_FSIZE, is an error and not our end.
 */
void sys_ignore_write_signals(void);
#define SYS_WRITE_SIGNALS (1ULL << (SIGPIPE - 1) | 1ULL << (SIGXFSZ - 1))

#endif

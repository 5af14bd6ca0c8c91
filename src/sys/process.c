/* SPDX-License-Identifier: Apache-2.0 */
/* Processes, pidfds, namespaces and signals. */
#include "brig/sys/process.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/nsfs.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/clock.h"
#include "brig/sys/file.h"
#include "brig/sys/hide.h"
#include "brig/sys/hung-process.h"
#include "brig/sys/procfs.h"

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

bool sys_clone(uint64_t flags, int cgroup, struct sys_child *ret, struct err *e)
{
	int pidfd = -1;
	struct clone_args args = {
		.flags = flags | CLONE_PIDFD,
		.pidfd = (uint64_t)(uintptr_t)&pidfd,
		.exit_signal = flags & CLONE_PARENT ? 0 : SIGCHLD,
	};
	long pid;

	if (cgroup >= 0) {
		args.flags |= CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)cgroup;
	}
	pid = syscall(SYS_clone3, &args, sizeof(args));
	if (pid < 0)
		return fail_errno(e, "clone");
	ret->pid = (pid_t)pid;
	ret->pidfd = pid > 0 ? pidfd : -1;
	return true;
}

bool sys_wait_end(int pidfd, int timeout_ms)
{
	struct pollfd p = {.fd = pidfd, .events = POLLIN};
	int64_t end = sys_clock_ms() + timeout_ms;

	for (;;) {
		int n = poll(&p, 1, timeout_ms);

		if (n >= 0 || errno != EINTR)
			return n > 0;
		/* Signals must not extend the timeout. */
		if (timeout_ms >= 0)
			timeout_ms = end > sys_clock_ms() ? (int)(end - sys_clock_ms()) : 0;
	}
}

static int status_of(const siginfo_t *info)
{
	switch (info->si_code) {
	case CLD_EXITED:
		return W_EXITCODE(info->si_status, 0);
	case CLD_DUMPED:
		return W_EXITCODE(0, info->si_status) | WCOREFLAG;
	default:
		return W_EXITCODE(0, info->si_status);
	}
}

bool sys_wait(const struct sys_child *c, int timeout_ms, int *status, struct err *e)
{
	siginfo_t info = {0};
	int n;

	if (timeout_ms >= 0 && !sys_wait_end(c->pidfd, timeout_ms))
		return fail_hung(e, c->pid, "did not end within %d ms", timeout_ms);
	/* __WALL: a child created with CLONE_PARENT has no exit signal. */
	do
		n = waitid((idtype_t)P_PIDFD, (id_t)c->pidfd, &info, WEXITED | __WALL);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail_errno(e, "wait for process %d", c->pid);
	*status = status_of(&info);
	return true;
}

int sys_pidfd_open(pid_t pid, struct err *e)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	return fd >= 0 ? fd : fail_fd(fail_errno(e, "open pidfd of process %d", pid));
}

pid_t sys_pidfd_pid(int pidfd, struct err *e)
{
	char path[48], text[512] = "";
	const char *line;
	int pid;
	autoclose int fd = -1;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	fd = sys_open_at(AT_FDCWD, path, O_RDONLY, e);
	if (fd < 0)
		return -1;
	if (read(fd, text, sizeof(text) - 1) < 0)
		return fail_fd(fail_errno(e, "read %s", path));
	line = strstr(text, "Pid:");
	pid = line ? atoi(line + strlen("Pid:")) : -1;
	return pid > 0 ? pid : fail_fd(fail_code(e, ESRCH, "find the process of a pidfd"));
}

bool sys_pidfd_kill(int pidfd, int sig, struct err *e)
{
	if (syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0) == 0)
		return true;
	return fail_errno(e, "send signal %d", sig);
}

bool sys_pidfd_kill_if_alive(int pidfd, pid_t pid, int sig, struct err *e)
{
	if (sys_pidfd_kill(pidfd, sig, e) || e->code == ESRCH)
		return true;
	return fail_in(e, "process %d", pid);
}

bool sys_unshare(int flags, const char *what, struct err *e)
{
	if (unshare(flags) < 0)
		return fail_errno(e, "make a new %s namespace", what);
	return !(flags & CLONE_NEWUSER) || sys_hide_again(e);
}

bool sys_setns(int fd, int flags, const char *what, struct err *e)
{
	if (setns(fd, flags) < 0)
		return fail_errno(e, "join %s", what);
	return !(flags & CLONE_NEWUSER) || sys_hide_again(e);
}

int sys_ns_type(int fd, const char *path, struct err *e)
{
	int type = ioctl(fd, NS_GET_NSTYPE);

	return type >= 0 ? type : fail_fd(fail_errno(e, "%s is not a namespace", path));
}

bool sys_process_stat(pid_t pid, struct sys_process_stat *ret, struct err *e)
{
	char path[32], text[1024] = "";
	const char *p, *state;
	autoclose int fd = -1;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = sys_open_at(AT_FDCWD, path, O_RDONLY, e);
	if (fd < 0)
		return false;
	if (read(fd, text, sizeof(text) - 1) < 0)
		return fail_errno(e, "read %s", path);
	/* Field 2, the name in parentheses, may contain any character, also ") R". */
	p = strrchr(text, ')');
	state = p && p[1] == ' ' ? p + 2 : "";
	for (int field = 2; p && field < 22; field++)
		p = strchr(p + 1, ' ');
	if (!*state || !p || p[1] < '0' || p[1] > '9')
		return fail(e, "cannot parse %s", path);
	ret->state = *state;
	ret->start_time = strtoull(p + 1, NULL, 10);
	return true;
}

bool sys_setsid(struct err *e)
{
	return setsid() >= 0 ? true : fail_errno(e, "start a session");
}

bool sys_death_signal(int sig, struct err *e)
{
	return prctl(PR_SET_PDEATHSIG, sig, 0, 0, 0) == 0 ? true
							  : fail_errno(e, "set death signal");
}

void sys_process_name(const char *name)
{
	prctl(PR_SET_NAME, name, 0, 0, 0);
}

bool sys_close_from(unsigned first, bool only_mark, struct err *e)
{
	if (syscall(SYS_close_range, first, ~0U, only_mark ? CLOSE_RANGE_CLOEXEC : 0) == 0)
		return true;
	return fail_errno(e, "close descriptors from %u on", first);
}

/* Returns the smallest descriptor in keep that is not below first; UINT_MAX for none. */
static unsigned next_kept(unsigned first, const int *keep, size_t n)
{
	unsigned next = UINT_MAX;

	for (size_t i = 0; i < n; i++)
		if (keep[i] >= 0 && (unsigned)keep[i] >= first && (unsigned)keep[i] < next)
			next = (unsigned)keep[i];
	return next;
}

static bool is_kept(int fd, const int *keep, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (keep[i] == fd)
			return true;
	return false;
}

bool sys_close_except(unsigned first, const int *keep, size_t n, struct err *e)
{
	/* Its number will mean another file. */
	if (sys_procfs_kept() >= 0 && !is_kept(sys_procfs_kept(), keep, n))
		sys_procfs_close();
	for (;;) {
		unsigned next = next_kept(first, keep, n);
		unsigned last = next == UINT_MAX ? ~0U : next - 1;

		if (next > first && syscall(SYS_close_range, first, last, 0) != 0)
			return fail_errno(e, "close descriptors from %u on", first);
		if (next == UINT_MAX)
			return true;
		first = next + 1;
	}
}

void sys_own_signals(void)
{
	sigset_t none;

	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void sys_ignore_write_signals(void)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

void sys_reset_signals(uint64_t which)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		if (which & 1ULL << (sig - 1))
			signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

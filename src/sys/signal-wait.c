/* SPDX-License-Identifier: Apache-2.0 */
/* Waits that a signal can interrupt. */
#include "brig/sys/signal-wait.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/clock.h"

bool sys_interrupts_block(struct sys_interrupts *in, struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	for (const int *sig = (const int[]){SIGINT, SIGTERM, SIGHUP, SIGQUIT, 0}; *sig; sig++)
		sigaddset(&set, *sig);
	in->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (in->fd < 0)
		return fail_errno(e, "signalfd");
	sigprocmask(SIG_BLOCK, &set, &in->before);
	return true;
}

void sys_interrupts_restore(struct sys_interrupts *in)
{
	sigprocmask(SIG_SETMASK, &in->before, NULL);
	fd_close(&in->fd);
}

int sys_block_all_signals(struct err *e)
{
	static const int excepted[] = {
		SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP, 0};
	sigset_t set;
	int fd;

	sigfillset(&set);
	for (const int *sig = excepted; *sig; sig++)
		sigdelset(&set, *sig);
	if (sigprocmask(SIG_SETMASK, &set, NULL) < 0)
		return fail_fd(fail_errno(e, "block signals"));
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	return fd >= 0 ? fd : fail_fd(fail_errno(e, "signalfd"));
}

int sys_read_signal(int fd, struct err *e)
{
	struct signalfd_siginfo s;

	if (read(fd, &s, sizeof(s)) != (ssize_t)sizeof(s))
		return fail_fd(fail_errno(e, "read a signal"));
	return (int)s.ssi_signo;
}

static enum sys_woken failed(struct err *e, const char *what)
{
	err_set(e, errno, "%s", what);
	return SYS_WOKEN_FAILED;
}

static enum sys_woken woken(const struct pollfd p[2], int *sig, struct err *e)
{
	/* Readiness takes precedence over a signal: no rollback is needed then. */
	if (p[0].revents)
		return SYS_WOKEN_READY;
	*sig = sys_read_signal(p[1].fd, e);
	return *sig >= 0 ? SYS_WOKEN_INTERRUPTED : SYS_WOKEN_FAILED;
}

enum sys_woken sys_wait_or_interrupt(
	int fd, int interrupts, int timeout_ms, int *sig, struct err *e)
{
	struct pollfd p[] = {{.fd = fd, .events = POLLIN}, {.fd = interrupts, .events = POLLIN}};
	int64_t end = timeout_ms > 0 ? sys_clock_ms() + timeout_ms : 0;

	for (;;) {
		int n = poll(p, 2, timeout_ms);

		if (n > 0)
			return woken(p, sig, e);
		if (n == 0)
			return SYS_WOKEN_LATE;
		if (errno != EINTR)
			return failed(e, "wait");
		/* Signals must not extend the timeout. */
		if (timeout_ms > 0)
			timeout_ms = end > sys_clock_ms() ? (int)(end - sys_clock_ms()) : 0;
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Running a program until it ends. */
#include "brig/sys/subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "brig/base/fault.h"
#include "brig/base/fd.h"
#include "brig/base/parse.h"
#include "brig/sys/exec.h"
#include "brig/sys/file.h"
#include "brig/sys/hung-process.h"
#include "brig/sys/process.h"
#include "brig/sys/signal-wait.h"

enum { KILLED_MS = 10000 };

struct streams {
	int in, err;
};

/* Descriptor numbers in the child; PROGRAM is close-on-exec. */
enum { EXTRA = 3, PROGRAM, NUMBERS };

/* Returned by become() instead of an errno: *e is set already. */
enum { ERROR_SET = -1 };

/* Runs in the child of vfork(2), which shares the parent's memory until execve(2): only system
 * calls. */
static int become(const struct sys_subprocess *h, const struct streams *s, struct err *e)
{
	const int from[NUMBERS] = {s->in, h->output, s->err, h->extra, h->program};
	int copy[NUMBERS];

	fault_stop("hook");
	/* Duplicates to numbers above the targets first; otherwise one could overwrite another
	 * before it is duplicated. */
	for (int i = 0; i < NUMBERS; i++)
		if (from[i] > 0 && (copy[i] = fcntl(from[i], F_DUPFD_CLOEXEC, NUMBERS)) < 0)
			return errno;
	for (int i = 0; i < NUMBERS; i++) {
		if (from[i] > 0 && dup3(copy[i], i, i == PROGRAM ? O_CLOEXEC : 0) < 0)
			return errno;
		if (from[i] <= 0 && i >= EXTRA)
			close(i);
	}
	/* After delete the bundle may be gone. */
	if (h->cwd)
		syscall(SYS_chdir, h->cwd);
	/* On kernels before 5.9, without close_range(2), close-on-exec closes the runtime's
	 * descriptors. */
	syscall(SYS_close_range, (unsigned)NUMBERS, ~0U, 0U);
	setpgid(0, 0);
	sys_reset_signals(~0ULL);
	if (h->confinement && !h->confinement->apply(h->confinement->with, e))
		return ERROR_SET;
	if (h->program > 0)
		syscall(SYS_execveat, PROGRAM, "", h->argv, h->envp, AT_EMPTY_PATH);
	else
		execve(h->path, h->argv, h->envp);
	return errno;
}

/* Blocks all signals meanwhile: a handler in the child would modify the parent's memory. */
static pid_t start(const struct sys_subprocess *h, const struct streams *s, struct err *e)
{
	volatile int why = 0;
	sigset_t all, old;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	pid = vfork();
	if (pid == 0) {
		why = become(h, s, e);
		_exit(127); /* SIGSYS kills the child when a seccomp filter forbids this */
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (pid < 0)
		return fail_fd(fail_errno(e, "start %s", h->path));
	if (why == 0)
		return pid;
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (why == ERROR_SET)
		return fail_fd(fail_in(e, "start %s", h->path));
	return fail_fd(h->confinement
			       ? fail_code(e, why, "exec %s %s", h->path, h->confinement->words)
			       : fail_code(e, why, "exec %s", h->path));
}

static bool reap(const struct sys_subprocess *h, pid_t pid, int *status, struct err *e)
{
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return fail_errno(e, "wait for %s", h->path);
	return true;
}

static void kill_process_group(pid_t pid)
{
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
}

static bool finish(const struct sys_subprocess *h, pid_t pid, int interrupts, int *status,
	bool *timed_out, struct err *e)
{
	autoclose int pidfd = sys_pidfd_open(pid, e);
	enum sys_woken w = SYS_WOKEN_FAILED;
	int sig;

	if (pidfd >= 0 && h->patient)
		w = sys_wait_end(pidfd, h->timeout_ms) ? SYS_WOKEN_READY : SYS_WOKEN_LATE;
	else if (pidfd >= 0)
		w = sys_wait_or_interrupt(pidfd, interrupts, h->timeout_ms, &sig, e);
	*timed_out = w == SYS_WOKEN_LATE;
	switch (w) {
	case SYS_WOKEN_READY:
		return reap(h, pid, status, e);
	case SYS_WOKEN_LATE:
		kill_process_group(pid);
		return sys_wait_end(pidfd, KILLED_MS)
			       ? reap(h, pid, status, e)
			       : fail_hung(e, pid, "%s: still exists %d ms after SIGKILL", h->path,
					 KILLED_MS);
	case SYS_WOKEN_INTERRUPTED:
		err_set(e, 0, "%s: killed, because the runtime received SIG%s", h->path,
			signal_name(sig));
		e->code = EINTR;
		break;
	case SYS_WOKEN_FAILED:
		break;
	}
	kill_process_group(pid);
	if (pidfd < 0 || sys_wait_end(pidfd, KILLED_MS))
		waitpid(pid, NULL, 0);
	return false;
}

/* Returns the end of standard error on one line, without control characters. */
static const char *tail_of(int fd, char *buf, size_t size)
{
	off_t end = lseek(fd, 0, SEEK_END);
	off_t from = end > (off_t)size - 1 ? end - ((off_t)size - 1) : 0;
	ssize_t n = end > 0 ? pread(fd, buf, size - 1, from) : 0;

	while (n > 0 && (buf[n - 1] == '\n' || buf[n - 1] == ' '))
		n--;
	buf[n > 0 ? n : 0] = '\0';
	for (char *p = buf; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = *p == '\n' ? '|' : ' ';
	return buf;
}

static void copy_to_stderr(int fd)
{
	char buf[4096];
	ssize_t n;

	for (off_t at = 0; (n = pread(fd, buf, sizeof(buf), at)) > 0; at += n)
		if (write(STDERR_FILENO, buf, (size_t)n) < 0)
			return;
}

static bool check_status(const struct sys_subprocess *h, const struct streams *s, int status,
	bool timed_out, struct err *e)
{
	char tail[SYS_SUBPROCESS_TAIL];
	const char *last, *colon;

	if (!timed_out && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		copy_to_stderr(s->err);
		return true;
	}
	last = tail_of(s->err, tail, sizeof(tail));
	colon = *last ? ": " : "";
	if (timed_out)
		return fail(e, "%s: timed out after %g s and was killed%s%s", h->path,
			h->timeout_ms / 1000.0, colon, last);
	if (WIFSIGNALED(status)) {
		const char *name = signal_name(WTERMSIG(status));
		bool filtered = h->confinement && WTERMSIG(status) == SIGSYS;

		return fail(e, "%s: killed by %s%s (signal %d)%s%s%s%s", h->path,
			name ? "SIG" : "a signal", name ? name : "", WTERMSIG(status),
			filtered ? " " : "", filtered ? h->confinement->words : "", colon, last);
	}
	return fail(e, "%s: exit status %d%s%s", h->path, WEXITSTATUS(status), colon, last);
}

static int input_of(const struct sys_subprocess *h, struct err *e)
{
	static const char name[] = "standard input";
	autoclose int fd = -1;

	if (!h->input)
		return sys_open_at(AT_FDCWD, "/dev/null", O_RDONLY, e);
	fd = sys_memfd("helper-input", e);
	if (fd < 0 || !sys_write_all(fd, h->input, strlen(h->input), name, e) ||
		!sys_seek(fd, 0, name, e))
		return -1;
	return fd_take(&fd);
}

bool sys_executable(const char *path)
{
	return access(path, X_OK) == 0;
}

static bool run(
	const struct sys_subprocess *h, const struct streams *s, int interrupts, struct err *e)
{
	bool timed_out = false;
	int status = 0;
	pid_t pid = start(h, s, e);

	return pid > 0 && finish(h, pid, interrupts, &status, &timed_out, e) &&
	       check_status(h, s, status, timed_out, e);
}

bool sys_subprocess_run(const struct sys_subprocess *h, struct err *e)
{
	autoclose int in = h->input_fd > 0 ? -1 : input_of(h, e), err = -1;
	struct sys_interrupts interrupts;
	struct streams s;
	bool ok;

	if (in < 0 && h->input_fd <= 0)
		return false;
	err = sys_memfd("helper-stderr", e);
	if (err < 0)
		return false;
	/* O_APPEND: two writers must not overwrite each other. */
	if (fcntl(err, F_SETFL, O_APPEND) < 0)
		return fail_errno(e, "append to helper-stderr");
	s = (struct streams){in < 0 ? h->input_fd : in, err};
	if (h->patient)
		return run(h, &s, -1, e);
	if (!sys_interrupts_block(&interrupts, e))
		return false;
	ok = run(h, &s, interrupts.fd, e);
	sys_interrupts_restore(&interrupts);
	return ok;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Run in the foreground: terminal and signals go to the container, its exit status comes back. */
#include "brig/launch/foreground.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "brig/base/arena.h"
#include "brig/base/fd.h"
#include "brig/sys/cgroupfs.h"
#include "brig/sys/file.h"
#include "brig/sys/tty.h"

enum { BUFFER = 16384, DRAIN_MS = 200, DRAIN_ALL_MS = 5000 };

/* Bytes on their way from one descriptor to another. */
struct pipe {
	int from, to; /* from -1: nothing more comes */
	size_t used, sent;
	char *bytes; /* BUFFER of them */
};

struct foreground {
	const struct sys_child *init;
	int master; /* -1 without a terminal */
	int signals;
	struct notify *notify;
	bool raw;
	struct termios before;
	struct pipe in, out;
	struct arena arena; /* their bytes: most containers have no terminal */
};

static bool takes(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};

	return poll(&p, 1, 0) > 0;
}

/* Reads when empty, writes when not. A side that is gone ends the pipe; one that takes nothing must
 * not hold us up, and takes at least PIPE_BUF when it takes something. */
static void pipe_move(struct pipe *p)
{
	size_t part;
	ssize_t n;

	if (p->from < 0)
		return;
	if (p->used == 0) {
		n = read(p->from, p->bytes, BUFFER);
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			p->from = -1;
		p->used = n > 0 ? (size_t)n : 0;
		p->sent = 0;
	}
	while (p->sent < p->used) {
		if (!takes(p->to))
			return;
		part = p->used - p->sent < PIPE_BUF ? p->used - p->sent : PIPE_BUF;
		n = write(p->to, p->bytes + p->sent, part);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0 && errno != EINTR) {
			p->from = -1;
			break;
		}
		p->sent += n > 0 ? (size_t)n : 0;
	}
	p->used = 0;
}

static struct pollfd pipe_wait(const struct pipe *p)
{
	if (p->from < 0)
		return (struct pollfd){.fd = -1};
	if (p->used > 0)
		return (struct pollfd){.fd = p->to, .events = POLLOUT};
	return (struct pollfd){.fd = p->from, .events = POLLIN};
}

void foreground_size(int master)
{
	struct winsize size;
	struct err ignored;

	if (sys_tty_size(STDIN_FILENO, &size, &ignored) &&
		!sys_tty_set_size(master, &size, &ignored))
		return;
}

static bool take_signal(const struct foreground *f, struct err *e)
{
	struct signalfd_siginfo s;
	struct err gone;

	if (read(f->signals, &s, sizeof(s)) != (ssize_t)sizeof(s))
		return fail_errno(e, "read signals");
	if (s.ssi_signo == SIGCHLD)
		return true;
	if (s.ssi_signo == SIGWINCH && f->master >= 0)
		foreground_size(f->master);
	else if (!sys_pidfd_kill(f->init->pidfd, (int)s.ssi_signo, &gone))
		return true; /* it ended this moment, which the loop will see */
	return true;
}

/* Until init ends. */
static bool loop(struct foreground *f, struct err *e)
{
	for (;;) {
		struct pollfd p[] = {
			{.fd = f->init->pidfd, .events = POLLIN},
			{.fd = f->signals, .events = POLLIN},
			pipe_wait(&f->in),
			pipe_wait(&f->out),
			{.fd = f->notify ? f->notify->sync_fd : -1, .events = POLLIN},
		};

		if (poll(p, sizeof(p) / sizeof(p[0]), -1) < 0) {
			if (errno == EINTR)
				continue;
			return fail_errno(e, "wait for the container");
		}
		if (p[1].revents && !take_signal(f, e))
			return false;
		if (p[2].revents)
			pipe_move(&f->in);
		if (p[3].revents)
			pipe_move(&f->out);
		if (p[4].revents)
			notify_pass(f->notify);
		if (p[0].revents)
			return true;
	}
}

/* What the program wrote last may still be in the terminal; a process that it left behind may hold
 * it open, and write for ever. */
static void drain(struct foreground *f)
{
	int64_t end = sys_cgroup_clock() + DRAIN_ALL_MS;

	while (f->out.from >= 0 && sys_cgroup_clock() < end) {
		struct pollfd p = pipe_wait(&f->out);

		if (poll(&p, 1, DRAIN_MS) <= 0)
			return;
		pipe_move(&f->out);
	}
}

static bool begin(struct foreground *f, struct err *e)
{
	if (f->master < 0)
		return true;
	if (fcntl(f->master, F_SETFL, fcntl(f->master, F_GETFL) | O_NONBLOCK) < 0)
		return fail_errno(e, "terminal");
	f->in = (struct pipe){.from = STDIN_FILENO, .to = f->master};
	f->out = (struct pipe){.from = f->master, .to = STDOUT_FILENO};
	f->in.bytes = arena_alloc(&f->arena, BUFFER);
	f->out.bytes = arena_alloc(&f->arena, BUFFER);
	if (!isatty(STDIN_FILENO))
		return true;
	f->raw = sys_tty_raw(STDIN_FILENO, &f->before, e);
	return f->raw;
}

static int exit_status_of(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool foreground_block_signals(int *ret, struct err *e)
{
	sigset_t all;

	sigfillset(&all);
	/* Those that tell of a defect of ours are not the container's. */
	for (const int *own =
			(const int[]){SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP, 0};
		*own; own++)
		sigdelset(&all, *own);
	if (sigprocmask(SIG_SETMASK, &all, NULL) < 0)
		return fail_errno(e, "block signals");
	*ret = signalfd(-1, &all, SFD_CLOEXEC);
	return *ret >= 0 ? true : fail_errno(e, "signalfd");
}

bool foreground(const struct sys_child *init, int master, int signals, struct notify *notify,
	int *exit_status, struct err *e)
{
	struct foreground f = {
		.init = init,
		.master = master,
		.signals = signals,
		.notify = notify,
		.in = {.from = -1},
		.out = {.from = -1},
	};
	int status;
	bool ok = begin(&f, e) && loop(&f, e);

	if (ok)
		drain(&f);
	if (ok && notify)
		notify_rest(notify);
	if (f.raw)
		sys_tty_restore(STDIN_FILENO, &f.before);
	arena_free(&f.arena);
	if (!ok || !sys_wait(init, -1, &status, e))
		return false;
	*exit_status = exit_status_of(status);
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Copies the terminal and forwards signals and notifications in one poll(2) loop until init ends.
 */
#include "brig/launch/foreground.h"

#include <limits.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "brig/base/arena.h"
#include "brig/base/fd.h"
#include "brig/sys/clock.h"
#include "brig/sys/descriptor.h"
#include "brig/sys/poll.h"
#include "brig/sys/signal-wait.h"
#include "brig/sys/tty.h"

enum { BUFFER = 16384, DRAIN_MS = 200, DRAIN_ALL_MS = 5000 };

/* Copies bytes from one descriptor to another. */
struct copier {
	int from, to; /* from -1: the end of the file, or an error */
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
	struct copier in, out;
	struct arena arena; /* of the buffers, which only a container with a terminal needs */
};

static bool is_writable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	struct err ignored;

	return sys_poll(&p, 1, 0, &ignored) > 0;
}

static void copier_read(struct copier *c)
{
	struct err e;
	ssize_t n = sys_read_part(c->from, c->bytes, BUFFER, "the terminal", &e);

	if (n == 0 || (n < 0 && e.code != EAGAIN))
		c->from = -1;
	c->used = n > 0 ? (size_t)n : 0;
	c->sent = 0;
}

/* Reads when the buffer is empty, and writes as long as the receiver does not block: it accepts at
 * least PIPE_BUF bytes when poll(2) reports it as writable. Errors end the copying. */
static void copier_run(struct copier *c)
{
	struct err e;
	size_t part;
	ssize_t n;

	if (c->from < 0)
		return;
	if (c->used == 0)
		copier_read(c);
	while (c->sent < c->used) {
		if (!is_writable(c->to))
			return;
		part = c->used - c->sent < PIPE_BUF ? c->used - c->sent : PIPE_BUF;
		n = sys_write_part(c->to, c->bytes + c->sent, part, "the terminal", &e);
		if (n < 0 && e.code == EAGAIN)
			return;
		if (n < 0) {
			c->from = -1;
			break;
		}
		c->sent += (size_t)n;
	}
	c->used = 0;
}

static struct pollfd copier_poll(const struct copier *c)
{
	if (c->from < 0)
		return (struct pollfd){.fd = -1};
	if (c->used > 0)
		return (struct pollfd){.fd = c->to, .events = POLLOUT};
	return (struct pollfd){.fd = c->from, .events = POLLIN};
}

void foreground_set_size(int master)
{
	struct winsize size;
	struct err ignored;

	if (sys_tty_size(STDIN_FILENO, &size, &ignored) &&
		!sys_tty_set_size(master, &size, &ignored))
		return;
}

static bool forward_signal(const struct foreground *f, struct err *e)
{
	int sig = sys_read_signal(f->signals, e);
	struct err ignored;

	if (sig < 0)
		return false;
	if (sig == SIGCHLD)
		return true;
	/* Without a terminal a size means nothing to the program; httpd(8) stops at SIGWINCH. */
	if (sig == SIGWINCH && f->master < 0)
		return true;
	if (sig == SIGWINCH)
		foreground_set_size(f->master);
	else if (!sys_pidfd_kill(f->init->pidfd, sig, &ignored))
		return true; /* init has just ended: its pidfd reports that to the loop */
	return true;
}

/* Until init ends. */
static bool loop(struct foreground *f, struct err *e)
{
	for (;;) {
		struct pollfd p[] = {
			{.fd = f->init->pidfd, .events = POLLIN},
			{.fd = f->signals, .events = POLLIN},
			copier_poll(&f->in),
			copier_poll(&f->out),
			{.fd = f->notify ? f->notify->sync_fd : -1, .events = POLLIN},
		};

		if (sys_poll(p, sizeof(p) / sizeof(p[0]), -1, e) < 0)
			return fail_in(e, "wait for the container");
		if (p[1].revents && !forward_signal(f, e))
			return false;
		if (p[2].revents)
			copier_run(&f->in);
		if (p[3].revents)
			copier_run(&f->out);
		if (p[4].revents)
			notify_forward(f->notify);
		if (p[0].revents)
			return true;
	}
}

/* Copies the last output of the program, which may still be in the terminal. The time is limited,
 * as a process that the program left behind may hold the terminal open and write without end. */
static void drain(struct foreground *f)
{
	int64_t end = sys_clock_ms() + DRAIN_ALL_MS;
	struct err ignored;

	while (f->out.from >= 0 && sys_clock_ms() < end) {
		struct pollfd p = copier_poll(&f->out);

		if (sys_poll(&p, 1, DRAIN_MS, &ignored) <= 0)
			return;
		copier_run(&f->out);
	}
}

static bool begin(struct foreground *f, struct err *e)
{
	if (f->master < 0)
		return true;
	if (!sys_set_nonblocking(f->master, true, "terminal", e))
		return false;
	f->in = (struct copier){.from = STDIN_FILENO, .to = f->master};
	f->out = (struct copier){.from = f->master, .to = STDOUT_FILENO};
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
		notify_forward_rest(notify);
	if (f.raw)
		sys_tty_restore(STDIN_FILENO, &f.before);
	arena_free(&f.arena);
	if (!ok || !sys_wait(init, -1, &status, e))
		return false;
	*exit_status = exit_status_of(status);
	return true;
}

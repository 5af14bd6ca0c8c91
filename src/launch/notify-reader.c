/* SPDX-License-Identifier: Apache-2.0 */
/* Listening to a container's sd_notify(3) where it may block. */
#include "notify-reader.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/sys/hide.h"
#include "brig/sys/sock.h"

enum { KILLED_MS = 1000 };
enum answer { ANSWER_TAKEN, ANSWER_FINISH };

struct notify_reader {
	int socket, sync_fd;
	bool finishing;
};

/* Waits for the answer to a message; the end of the barrier in *barrier, -1 without. */
static bool hear_answer(struct notify_reader *l, int *barrier)
{
	enum answer answer;
	struct err e;

	for (;;) {
		if (sys_receive(l->sync_fd, &answer, sizeof(answer), barrier, -1, &e) !=
			(ssize_t)sizeof(answer))
			return false;
		if (answer == ANSWER_TAKEN)
			return true;
		l->finishing = true;
	}
}

/* Until the host has closed its end, or we are to end. */
static bool wait_barrier(const struct notify_reader *l, int barrier)
{
	struct pollfd p[] = {{.fd = barrier, .events = POLLIN}, {.fd = l->sync_fd}};

	return poll(p, 2, BARRIER_MS) >= 0 && !p[1].revents;
}

/* One message: told, answered, and only then taken, as that may block. */
static bool pass(struct notify_reader *l)
{
	static const char word[] = "BARRIER=1";
	autoclose int barrier = -1;
	struct notify_message h;
	struct err e;
	bool carries;
	ssize_t n = sys_peek(l->socket, h.text, sizeof(h.text), &carries, &e);

	if (n < 0)
		return false;
	h.kind = n > NOTIFY_MESSAGE_MAX ? HEARD_TOO_LONG : HEARD_TEXT;
	n = n > NOTIFY_MESSAGE_MAX ? 0 : n;
	h.text[n] = '\0';
	if (carries && strcmp(h.text, word) == 0)
		h.kind = HEARD_BARRIER;
	return sys_send(l->sync_fd, &h, offsetof(struct notify_message, text) + strlen(h.text) + 1,
		       -1, &e) &&
	       hear_answer(l, &barrier) && (barrier < 0 || wait_barrier(l, barrier)) &&
	       sys_drop(l->socket, &e);
}

static bool next(struct notify_reader *l)
{
	struct pollfd p[] = {
		{.fd = l->socket, .events = POLLIN}, {.fd = l->sync_fd, .events = POLLIN}};
	int barrier;

	if (poll(p, 2, l->finishing ? 0 : -1) < 0)
		return errno == EINTR;
	if (p[0].revents)
		return pass(l);
	if (l->finishing)
		return false;
	l->finishing = true; /* or the end of the wire */
	return hear_answer(l, &barrier);
}

static _Noreturn void run(struct notify_reader *l)
{
	const int keep[] = {l->socket, l->sync_fd};
	struct err e;

	sys_process_name("brig:notify");
	if (sys_hide(&e) && sys_death_signal(SIGKILL, &e) &&
		sys_close_except(0, keep, sizeof(keep) / sizeof(keep[0]), &e))
		while (next(l))
			;
	_exit(0);
}

bool notify_reader_start(int socket, struct sys_child *ret, int *wire, struct err *e)
{
	autoclose int own = socket;
	int pair[2];

	if (!sys_socketpair(pair, e))
		return false;
	if (!sys_clone(0, -1, ret, e)) {
		fd_close(&pair[0]);
		fd_close(&pair[1]);
		return false;
	}
	if (ret->pid == 0)
		run(&(struct notify_reader){.socket = own, .sync_fd = pair[1]});
	fd_close(&pair[1]);
	*wire = pair[0];
	return true;
}

void notify_reader_end(struct sys_child *c, int *wire)
{
	struct err e;
	int status;

	fd_close(wire);
	if (c->pidfd < 0)
		return;
	if (!sys_pidfd_kill(c->pidfd, SIGKILL, &e) || !sys_wait(c, KILLED_MS, &status, &e))
		log_warn("the listener to notifications: %s, ignoring", e.text);
	fd_close(&c->pidfd);
}

bool notify_reader_receive(int wire, struct notify_message *ret)
{
	struct err e;
	int none;
	ssize_t n = sys_receive(wire, ret, sizeof(*ret), &none, -1, &e);

	fd_close(&none);
	return n > (ssize_t)offsetof(struct notify_message, text);
}

static void answer(int wire, enum answer answer, int barrier)
{
	struct err e;

	if (!sys_send(wire, &answer, sizeof(answer), barrier, &e) && e.code != EPIPE)
		log_warn("the listener to notifications: %s, ignoring", e.text);
}

void notify_reader_answer(int wire, int barrier)
{
	answer(wire, ANSWER_TAKEN, barrier);
}

void notify_reader_finish(int wire)
{
	answer(wire, ANSWER_FINISH, -1);
}

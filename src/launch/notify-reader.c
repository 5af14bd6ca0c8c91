/* SPDX-License-Identifier: Apache-2.0 */
/* Receives the container's sd_notify(3) messages in a process that may block. */
#include "notify-reader.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/sys/hide.h"
#include "brig/sys/poll.h"
#include "brig/sys/sock.h"

enum { KILLED_MS = 1000 };
enum answer { ANSWER_RECEIVED, ANSWER_FINISH };

struct notify_reader {
	int socket, sync_fd;
	bool finishing;
};

/* Waits for the answer to a message. *barrier is the descriptor that comes with it, or -1. */
static bool receive_answer(struct notify_reader *r, int *barrier)
{
	enum answer answer;
	struct err e;

	for (;;) {
		if (sys_receive(r->sync_fd, &answer, sizeof(answer), barrier, -1, &e) !=
			(ssize_t)sizeof(answer))
			return false;
		if (answer == ANSWER_RECEIVED)
			return true;
		r->finishing = true;
	}
}

/* Waits until the service manager has closed the other end of the barrier, or BARRIER_MS have
 * passed; false when the runtime has closed the synchronisation socket. */
static bool wait_barrier(const struct notify_reader *r, int barrier)
{
	struct pollfd p[] = {{.fd = barrier, .events = POLLIN}, {.fd = r->sync_fd}};
	struct err ignored;

	return sys_poll(p, 2, BARRIER_MS, &ignored) >= 0 && !p[1].revents;
}

/* Peeks at one message, sends it, waits for the answer, and only then receives it: that may block,
 * as it closes the descriptors of the message. */
static bool send_message(struct notify_reader *r)
{
	static const char barrier_text[] = "BARRIER=1";
	autoclose int barrier = -1;
	struct notify_message m;
	struct err e;
	bool carries;
	ssize_t n = sys_peek(r->socket, m.text, sizeof(m.text), &carries, &e);

	if (n < 0)
		return false;
	m.kind = n > NOTIFY_MESSAGE_MAX ? NOTIFY_TOO_LONG : NOTIFY_TEXT;
	n = n > NOTIFY_MESSAGE_MAX ? 0 : n;
	m.text[n] = '\0';
	if (carries && strcmp(m.text, barrier_text) == 0)
		m.kind = NOTIFY_BARRIER;
	return sys_send(r->sync_fd, &m, offsetof(struct notify_message, text) + strlen(m.text) + 1,
		       -1, &e) &&
	       receive_answer(r, &barrier) && (barrier < 0 || wait_barrier(r, barrier)) &&
	       sys_drop(r->socket, &e);
}

/* Handles one message of the container or of the runtime; false when the reader is to end. */
static bool step(struct notify_reader *r)
{
	struct pollfd p[] = {
		{.fd = r->socket, .events = POLLIN}, {.fd = r->sync_fd, .events = POLLIN}};
	struct err ignored;
	int barrier;

	if (sys_poll(p, 2, r->finishing ? 0 : -1, &ignored) < 0)
		return false;
	if (p[0].revents)
		return send_message(r);
	if (r->finishing)
		return false;
	r->finishing = true; /* ANSWER_FINISH, or the end of the file */
	return receive_answer(r, &barrier);
}

static _Noreturn void reader_main(struct notify_reader *r)
{
	const int keep[] = {r->socket, r->sync_fd};
	struct err e;

	sys_process_name("brig:notify");
	if (sys_hide(&e) && sys_death_signal(SIGKILL, &e) &&
		sys_close_except(0, keep, sizeof(keep) / sizeof(keep[0]), &e))
		while (step(r))
			;
	_exit(0);
}

bool notify_reader_start(int socket, struct sys_child *ret, int *sync_fd, struct err *e)
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
		reader_main(&(struct notify_reader){.socket = own, .sync_fd = pair[1]});
	fd_close(&pair[1]);
	*sync_fd = pair[0];
	return true;
}

void notify_reader_end(struct sys_child *c, int *sync_fd)
{
	struct err e;
	int status;

	fd_close(sync_fd);
	if (c->pidfd < 0)
		return;
	if (!sys_pidfd_kill(c->pidfd, SIGKILL, &e) || !sys_wait(c, KILLED_MS, &status, &e))
		log_warn("the notification reader: %s, ignoring", e.text);
	fd_close(&c->pidfd);
}

bool notify_reader_receive(int sync_fd, struct notify_message *ret)
{
	struct err e;
	int none;
	ssize_t n = sys_receive(sync_fd, ret, sizeof(*ret), &none, -1, &e);

	fd_close(&none);
	return n > (ssize_t)offsetof(struct notify_message, text);
}

static void send_answer(int sync_fd, enum answer answer, int barrier)
{
	struct err e;

	if (!sys_send(sync_fd, &answer, sizeof(answer), barrier, &e) && e.code != EPIPE)
		log_warn("the notification reader: %s, ignoring", e.text);
}

void notify_reader_answer(int sync_fd, int barrier)
{
	send_answer(sync_fd, ANSWER_RECEIVED, barrier);
}

void notify_reader_finish(int sync_fd)
{
	send_answer(sync_fd, ANSWER_FINISH, -1);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses which sd_notify(3) messages of a container may be forwarded, and sends them. */
#include "brig/launch/sd-notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/launch/inherit-fds.h"
#include "brig/state/notify-socket.h"
#include "brig/sys/clock.h"
#include "brig/sys/poll.h"
#include "brig/sys/signal-wait.h"
#include "brig/sys/sock.h"
#include "notify-reader.h"

enum { REST_MS = 1000 };

static const char inside[] = "/run/notify", ready[] = "READY=1";

static const char *host_address(void)
{
	const char *address = getenv("NOTIFY_SOCKET");

	return address && *address ? address : NULL;
}

static bool has_mounts(const struct oci_config *c)
{
	for (size_t i = 0; c->linux && i < c->linux->namespaces.n; i++)
		if (c->linux->namespaces.v[i].type == OCI_NAMESPACE_TYPE_MOUNT)
			return true;
	return false;
}

static struct oci_mount_list with_mount(
	const struct oci_mount_list *old, const char *source, struct arena *a)
{
	static const char *const options[] = {"bind", "nosuid", "nodev", "noexec", "ro"};
	struct oci_mount_list all = {.v = arena_array(a, old->n + 1, sizeof(*all.v)), .n = old->n};
	size_t n = sizeof(options) / sizeof(options[0]);

	for (size_t i = 0; i < old->n; i++)
		all.v[i] = old->v[i];
	all.v[all.n++] = (struct oci_mount){
		.destination = inside,
		.type = "bind",
		.source = source,
		.options = {arena_copy(a, options, sizeof(options)), n},
	};
	return all;
}

bool notify_plan(struct bundle *b, const char *root, const char *id, struct arena *a)
{
	struct oci_config *config;
	struct oci_process *process;
	struct str_list env = {.v = arena_array(a, 1, sizeof(*env.v)), .n = 1};

	if (!host_address() || !b->config || !b->config->process || !has_mounts(b->config))
		return false;
	config = arena_copy(a, b->config, sizeof(*config));
	process = arena_copy(a, config->process, sizeof(*process));
	env.v[0] = arena_printf(a, "NOTIFY_SOCKET=%s/%s", inside, NOTIFY_SOCKET_FILE);
	process_add_env(process, &env, a);
	config->process = process;
	config->mounts = with_mount(
		&config->mounts, arena_printf(a, "%s/%s/%s", root, id, NOTIFY_SOCKET_DIR), a);
	b->config = config;
	return true;
}

bool notify_open(struct notify *n, const struct container *c, struct err *e)
{
	const char *address = host_address();
	autoclose int sock = -1;

	*n = NO_NOTIFY;
	if (!address)
		return true;
	sock = notify_socket_listen(c, e);
	if (sock < 0)
		return e->code == ENOENT; /* NOTIFY_SOCKET was not set at create */
	n->host = sys_connect_datagram(address, e);
	if (n->host < 0) {
		log_warn("NOTIFY_SOCKET: %s, ignoring", e->text);
		return true;
	}
	return notify_reader_start(fd_take(&sock), &n->reader, &n->sync_fd, e);
}

void notify_close(struct notify *n)
{
	notify_reader_end(&n->reader, &n->sync_fd);
	fd_close(&n->host);
}

/* Only states of the service, of those in sd_notify(3). Other variables refer to processes and
 * descriptors, whose numbers mean others outside of the container, or grant rights. */
static bool may_forward(const char *line, size_t n)
{
	static const char *const states[] = {ready, "RELOADING=1", "STOPPING=1",
		"MONOTONIC_USEC=", "STATUS=", "ERRNO=", "WATCHDOG=", "EXTEND_TIMEOUT_USEC="};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		size_t length = strlen(states[i]);

		if (n >= length && memcmp(line, states[i], length) == 0)
			return states[i][length - 1] == '=' || n == length;
	}
	return false;
}

/* Copies the lines that may be forwarded; to has space for the whole text. Returns their length. */
static size_t copy_allowed(struct notify *n, const char *text, char *to)
{
	size_t used = 0, length;

	for (; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		if (!may_forward(text, length))
			continue;
		n->ready |= strncmp(text, ready, strlen(ready)) == 0;
		memcpy(to + used, text, length);
		to[used + length] = '\n';
		used += length + 1;
	}
	return used;
}

static void send_message(const struct notify *n, const char *text, size_t size, int fd)
{
	struct err e;

	if (!sys_send(n->host, text, size, fd, &e))
		log_warn("NOTIFY_SOCKET: %s, ignoring", e.text);
}

/* Sends a barrier with a descriptor of the runtime, since that of the container could be any file.
 * Returns the end of the pair that is readable when the service manager has received all messages
 * before the barrier; -1 on error. */
static int send_barrier(const struct notify *n)
{
	static const char barrier[] = "BARRIER=1";
	struct err e;
	int pair[2];

	if (!sys_socketpair(pair, &e)) {
		log_warn("NOTIFY_SOCKET: %s, ignoring", e.text);
		return -1;
	}
	send_message(n, barrier, strlen(barrier), pair[1]);
	fd_close(&pair[1]);
	return pair[0];
}

static void forward_text(struct notify *n, const char *text)
{
	char chosen[NOTIFY_MESSAGE_MAX + 32];
	bool before = n->ready;
	size_t used = copy_allowed(n, text, chosen);

	if (n->ready && !before && n->pid > 0)
		used += (size_t)snprintf(chosen + used, 32, "MAINPID=%d\n", n->pid);
	if (used > 0)
		send_message(n, chosen, used, -1);
}

void notify_forward(struct notify *n)
{
	autoclose int barrier = -1;
	struct notify_message m;

	if (!notify_reader_receive(n->sync_fd, &m)) {
		fd_close(&n->sync_fd);
		return;
	}
	switch (m.kind) {
	case NOTIFY_TEXT:
		forward_text(n, m.text);
		break;
	case NOTIFY_BARRIER:
		barrier = send_barrier(n);
		break;
	case NOTIFY_TOO_LONG:
		log_warn("a notification of the container has more than %d bytes, ignoring",
			NOTIFY_MESSAGE_MAX);
		break;
	}
	notify_reader_answer(n->sync_fd, barrier);
}

/* The time is limited: a process that the container left behind may send messages without end. */
void notify_forward_rest(struct notify *n)
{
	int64_t end = sys_clock_ms() + REST_MS, left;
	struct err ignored;

	if (n->sync_fd >= 0)
		notify_reader_finish(n->sync_fd);
	while (n->sync_fd >= 0 && (left = end - sys_clock_ms()) > 0 &&
		sys_poll(&(struct pollfd){.fd = n->sync_fd, .events = POLLIN}, 1, (int)left,
			&ignored) > 0)
		notify_forward(n);
}

/* Waits until the service manager has received the messages. The runtime exits afterwards, and the
 * service manager may look up the sender of a message in /proc. */
static bool wait_received(const struct notify *n, int interrupts, struct err *e)
{
	autoclose int barrier = send_barrier(n);
	int sig;

	if (barrier < 0)
		return true;
	switch (sys_wait_or_interrupt(barrier, interrupts, BARRIER_MS, &sig, e)) {
	case SYS_WOKEN_READY:
		return true;
	case SYS_WOKEN_LATE:
		log_warn("NOTIFY_SOCKET: the messages were not received within %d s, ignoring",
			BARRIER_MS / 1000);
		return true;
	case SYS_WOKEN_INTERRUPTED:
		return fail_code(e, EINTR, "wait for the receiver at NOTIFY_SOCKET");
	case SYS_WOKEN_FAILED:
		break;
	}
	return false;
}

bool notify_wait(struct notify *n, int pidfd, int interrupts, struct err *e)
{
	if (n->host < 0)
		return true;
	while (!n->ready) {
		struct pollfd p[] = {
			{.fd = n->sync_fd, .events = POLLIN},
			{.fd = pidfd, .events = POLLIN},
			{.fd = interrupts, .events = POLLIN},
		};

		if (sys_poll(p, sizeof(p) / sizeof(p[0]), -1, e) < 0)
			return fail_in(e, "wait for READY=1");
		if (p[0].revents)
			notify_forward(n);
		else if (p[2].revents)
			return fail_code(e, EINTR, "wait for READY=1");
		else if (p[1].revents) {
			notify_forward_rest(n);
			return true;
		}
	}
	return wait_received(n, interrupts, e);
}

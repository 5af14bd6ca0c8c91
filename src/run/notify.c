/* SPDX-License-Identifier: Apache-2.0 */
/* The proxy between a container's sd_notify(3) and ours. */
#include "notify.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/sys/file.h"
#include "brig/sys/sock.h"
#include "handover.h"

enum { MESSAGE_MAX = 8192, BARRIER_MS = 30000 };

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
	env.v[0] = arena_printf(a, "NOTIFY_SOCKET=%s/%s", inside, CONTAINER_NOTIFY_SOCKET);
	process_add_env(process, &env, a);
	config->process = process;
	config->mounts = with_mount(
		&config->mounts, arena_printf(a, "%s/%s/%s", root, id, CONTAINER_NOTIFY_DIR), a);
	b->config = config;
	return true;
}

bool notify_open(struct notify *n, const struct container *c, struct err *e)
{
	const char *address = host_address();

	*n = NO_NOTIFY;
	if (!address)
		return true;
	n->inside = container_notify_listen(c, e);
	if (n->inside < 0)
		return e->code == ENOENT; /* created without it */
	n->host = sys_connect_datagram(address, e);
	return n->host >= 0 || fail_in(e, "NOTIFY_SOCKET");
}

void notify_close(struct notify *n)
{
	fd_close(&n->inside);
	fd_close(&n->host);
}

/* sd_notify(3): what a service says of itself. The rest is about processes and descriptors, which
 * are others outside, or gives rights. */
static bool may_pass(const char *line, size_t n)
{
	static const char *const said[] = {ready, "RELOADING=1", "STOPPING=1",
		"MONOTONIC_USEC=", "STATUS=", "ERRNO=", "WATCHDOG=", "EXTEND_TIMEOUT_USEC="};

	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		size_t length = strlen(said[i]);

		if (n >= length && memcmp(line, said[i], length) == 0)
			return said[i][length - 1] == '=' || n == length;
	}
	return false;
}

/* The lines of text that may pass; to has room for all of them. */
static size_t choose(struct notify *n, const char *text, char *to)
{
	size_t used = 0, length;

	for (; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		if (!may_pass(text, length))
			continue;
		n->ready |= strncmp(text, ready, strlen(ready)) == 0;
		memcpy(to + used, text, length);
		to[used + length] = '\n';
		used += length + 1;
	}
	return used;
}

static void deliver(const struct notify *n, const char *text, size_t size, int fd)
{
	struct err e;

	if (!sys_send(n->host, text, size, fd, &e))
		log_warn("NOTIFY_SOCKET: %s, ignoring", e.text);
}

static const char barrier[] = "BARRIER=1";

void notify_pass(struct notify *n)
{
	char text[MESSAGE_MAX + 1], chosen[MESSAGE_MAX + 32];
	bool before = n->ready;
	autoclose int fd = -1;
	struct err e;
	ssize_t got = sys_receive(n->inside, text, MESSAGE_MAX, &fd, -1, &e);
	size_t used;

	if (got < 0) {
		log_warn("a notification of the container: %s, ignoring", e.text);
		return;
	}
	text[got] = '\0';
	if (strcmp(text, barrier) == 0 && fd >= 0) {
		deliver(n, barrier, strlen(barrier), fd);
		return;
	}
	used = choose(n, text, chosen);
	if (n->ready && !before && n->pid > 0)
		used += (size_t)snprintf(chosen + used, 32, "MAINPID=%d\n", n->pid);
	if (used > 0)
		deliver(n, chosen, used, -1);
}

/* We are about to end, and who takes the message may want to know whose it is. */
static void wait_taken(const struct notify *n)
{
	struct err e;
	int pair[2];

	if (!sys_socketpair(pair, &e)) {
		log_warn("NOTIFY_SOCKET: %s, ignoring", e.text);
		return;
	}
	deliver(n, barrier, strlen(barrier), pair[1]);
	fd_close(&pair[1]);
	if (poll(&(struct pollfd){.fd = pair[0], .events = POLLIN}, 1, BARRIER_MS) == 0)
		log_warn("NOTIFY_SOCKET: nobody takes what is sent to it, ignoring");
	fd_close(&pair[0]);
}

bool notify_wait(struct notify *n, int pidfd, int interrupts, struct err *e)
{
	struct pollfd p[] = {
		{.fd = n->inside, .events = POLLIN},
		{.fd = pidfd, .events = POLLIN},
		{.fd = interrupts, .events = POLLIN},
	};

	if (n->inside < 0)
		return true;
	while (!n->ready) {
		if (poll(p, sizeof(p) / sizeof(p[0]), -1) < 0 && errno != EINTR)
			return fail_errno(e, "wait for READY=1");
		if (p[0].revents)
			notify_pass(n);
		else if (p[1].revents)
			return true;
		else if (p[2].revents)
			return fail_code(e, EINTR, "wait for READY=1");
	}
	wait_taken(n);
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Sends and receives typed datagrams, and checks their lengths. */
#include "brig/launch/sync.h"

#include <stddef.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/sys/sock.h"

struct datagram {
	uint32_t type;
	int32_t number;
	struct err err; /* only with MESSAGE_FAIL, and cut after the NUL of its text */
};

enum { HEAD = offsetof(struct datagram, err) };

static const char *message_name(enum message type)
{
	switch (type) {
	case MESSAGE_MAP_IDS:
		return "map-ids";
	case MESSAGE_GO:
		return "go";
	case MESSAGE_INIT:
		return "init";
	case MESSAGE_ROOTFS:
		return "rootfs";
	case MESSAGE_NAMESPACE:
		return "namespace";
	case MESSAGE_MOUNT:
		return "mount";
	case MESSAGE_HELD:
		return "held";
	case MESSAGE_CONSOLE:
		return "console";
	case MESSAGE_LISTENER:
		return "listener";
	case MESSAGE_READY:
		return "ready";
	case MESSAGE_DONE:
		return "done";
	case MESSAGE_START:
		return "start";
	case MESSAGE_ACCEPTED:
		return "accepted";
	case MESSAGE_EXEC:
		return "exec";
	case MESSAGE_FAIL:
		return "fail";
	}
	return NULL;
}

bool sync_send(int sock, enum message type, int32_t number, int fd, struct err *e)
{
	const struct datagram d = {.type = type, .number = number};

	return sys_send(sock, &d, HEAD, fd, e);
}

void sync_send_error(int sock, const struct err *why)
{
	struct datagram d = {.type = MESSAGE_FAIL};
	size_t n = strnlen(why->text, sizeof(why->text) - 1);
	struct err ignored;

	d.err.code = why->code;
	memcpy(d.err.text, why->text, n);
	if (!sys_send(sock, &d, HEAD + offsetof(struct err, text) + n + 1, -1, &ignored))
		return;
}

static bool receive_error(const struct datagram *d, size_t n, struct err *e)
{
	size_t room = n - HEAD - offsetof(struct err, text);

	if (n < HEAD + offsetof(struct err, text) + 1 || d->err.text[room - 1] != '\0')
		return fail(e, "an error message of the container's process is truncated");
	e->code = d->err.code;
	memcpy(e->text, d->err.text, room);
	return false;
}

bool sync_receive(int sock, int timeout_ms, struct received *ret, struct err *e)
{
	struct datagram d = {0};
	ssize_t n;

	*ret = (struct received){.fd = -1};
	n = sys_receive(sock, &d, sizeof(d), &ret->fd, timeout_ms, e);
	if (n < 0)
		return false;
	if (n == 0)
		return true;
	if ((size_t)n < HEAD || !message_name((enum message)d.type) ||
		((size_t)n > HEAD && d.type != MESSAGE_FAIL)) {
		fd_close(&ret->fd);
		return fail(e, "a malformed message came from the container's process");
	}
	if (d.type == MESSAGE_FAIL) {
		fd_close(&ret->fd);
		return receive_error(&d, (size_t)n, e);
	}
	ret->type = (enum message)d.type;
	ret->number = d.number;
	return true;
}

void sync_pending_error(int sock, struct err *e)
{
	struct received m = {.type = MESSAGE_GO};
	struct err why;

	while (sock >= 0 && m.type != 0) {
		if (sync_receive(sock, 0, &m, &why)) {
			fd_close(&m.fd);
			continue;
		}
		if (why.code != ETIMEDOUT)
			*e = why;
		return;
	}
}

bool sync_expect(int sock, enum message type, struct received *ret, struct err *e)
{
	if (!sync_receive(sock, -1, ret, e))
		return false;
	if (ret->type == type)
		return true;
	fd_close(&ret->fd);
	if (ret->type == 0)
		return fail(
			e, "the container's process ended before message '%s'", message_name(type));
	return fail(e, "message '%s' came instead of '%s'", message_name(ret->type),
		message_name(type));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The start socket. */
#include "brig/state/start-socket.h"

#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "brig/sys/lock.h"
#include "brig/sys/sock.h"

/* The name stays as it is: a newer brig has to start what an older one has created. */
static const char socket_file[] = "gate";

int start_socket_listen(const struct container *c, struct err *e)
{
	return sys_listen_at(c->dir, socket_file, e);
}

int start_socket_connect(const struct container *c, struct err *e)
{
	return sys_connect_at(c->dir, socket_file, e);
}

bool start_socket_remove(const struct container *c, struct err *e)
{
	return sys_unlink_at(c->dir, socket_file, 0, e) || e->code == ENOENT;
}

/* The file alone proves nothing: a start that was killed leaves it behind. Init ignores a
 * connection over which no message comes. */
bool start_socket_is_open(const struct container *c)
{
	struct err e;
	autoclose int fd = start_socket_connect(c, &e);

	return fd >= 0 || (e.code != ENOENT && e.code != ECONNREFUSED);
}

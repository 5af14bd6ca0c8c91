/* SPDX-License-Identifier: Apache-2.0 */
/* The socket for sd_notify(3): in a directory of its own, which is bound into the container before
 * the socket is there. */
#include "brig/base/fd.h"
#include "brig/state/state.h"
#include "brig/sys/file.h"
#include "brig/sys/sock.h"

bool container_notify_make(const struct container *c, struct err *e)
{
	return sys_mkdir_at(c->dir, CONTAINER_NOTIFY_DIR, 0755, e);
}

int container_notify_listen(const struct container *c, struct err *e)
{
	/* A start that failed may have left it. */
	if (!sys_unlink_at(c->dir, CONTAINER_NOTIFY_DIR "/" CONTAINER_NOTIFY_SOCKET, 0, e) &&
		e->code != ENOENT)
		return -1;
	return sys_bind_at(c->dir, CONTAINER_NOTIFY_DIR "/" CONTAINER_NOTIFY_SOCKET, e);
}

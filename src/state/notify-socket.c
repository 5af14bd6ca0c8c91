/* SPDX-License-Identifier: Apache-2.0 */
/* The socket for sd_notify(3). */
#include "brig/state/notify-socket.h"

#include <fcntl.h>

#include "brig/sys/file.h"
#include "brig/sys/sock.h"

static const char socket_path[] = NOTIFY_SOCKET_DIR "/" NOTIFY_SOCKET_FILE;

bool notify_socket_dir_create(const struct container *c, struct err *e)
{
	return sys_mkdir_at(c->dir, NOTIFY_SOCKET_DIR, 0755, e);
}

static bool unlink_if_present(const struct container *c, const char *path, int flags, struct err *e)
{
	return sys_unlink_at(c->dir, path, flags, e) || e->code == ENOENT;
}

int notify_socket_listen(const struct container *c, struct err *e)
{
	/* A start that was killed leaves its socket behind. */
	if (!unlink_if_present(c, socket_path, 0, e))
		return -1;
	return sys_bind_at(c->dir, socket_path, e);
}

bool notify_socket_remove(const struct container *c, struct err *e)
{
	return unlink_if_present(c, socket_path, 0, e) &&
	       unlink_if_present(c, NOTIFY_SOCKET_DIR, AT_REMOVEDIR, e);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The gate at which init waits for start, and the state that it tells. */
#include <fcntl.h>

#include "brig/base/fd.h"
#include "brig/base/names.h"
#include "brig/state/state.h"
#include "brig/sys/file.h"
#include "brig/sys/lock.h"
#include "brig/sys/sock.h"

static const char gate[] = "gate";

int start_socket_listen(const struct container *c, struct err *e)
{
	return sys_listen_at(c->dir, gate, e);
}

int start_socket_connect(const struct container *c, struct err *e)
{
	return sys_connect_at(c->dir, gate, e);
}

bool start_socket_remove(const struct container *c, struct err *e)
{
	return sys_unlink_at(c->dir, gate, 0, e) || e->code == ENOENT;
}

/* A start that was killed leaves the gate's name behind; only a listener makes it a gate. Init
 * takes a connection that says nothing for what it is, a look. */
static bool is_waiting_for_start(const struct container *c)
{
	struct err e;
	autoclose int fd = start_socket_connect(c, &e);

	return fd >= 0 || (e.code != ENOENT && e.code != ECONNREFUSED);
}

/* create holds the lock for as long as it works. */
static bool being_created(const struct container *c)
{
	struct err e;
	autoclose int again = sys_open_at(c->dir, ".", O_RDONLY | O_DIRECTORY, &e);

	return again >= 0 && !sys_lock(again, c->id, 0, &e);
}

const char *status_name(enum oci_status s)
{
	return names_of(&oci_status_names, s);
}

static bool is_recorded(const struct container *c)
{
	return c->record && c->record->pid > 0;
}

bool container_init_alive(const struct container *c)
{
	return is_recorded(c) && c->pidfd >= 0;
}

enum oci_status container_status(const struct container *c)
{
	if (!is_recorded(c))
		return !c->locked && being_created(c) ? OCI_STATUS_CREATING : OCI_STATUS_STOPPED;
	if (!container_init_alive(c))
		return OCI_STATUS_STOPPED;
	return is_waiting_for_start(c) ? OCI_STATUS_CREATED : OCI_STATUS_RUNNING;
}

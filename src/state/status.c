/* SPDX-License-Identifier: Apache-2.0 */
/* The state of a container, and its JSON form. */
#include "brig/state/status.h"
#include "brig/sys/lock.h"

#include <fcntl.h>

#include "brig/base/fd.h"
#include "brig/base/names.h"
#include "brig/json/write.h"
#include "brig/state/start-socket.h"
#include "brig/sys/cred.h"
#include "brig/sys/file.h"

const char *status_name(enum oci_status s)
{
	return names_of(&oci_status_names, s);
}

/* create holds the lock until the container is created. */
static bool is_locked_by_create(const struct container *c)
{
	struct err e;
	autoclose int dir = sys_open_at(c->dir, ".", O_RDONLY | O_DIRECTORY, &e);

	return dir >= 0 && !sys_lock(dir, c->id, 0, &e);
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
		return !c->locked && is_locked_by_create(c) ? OCI_STATUS_CREATING
							    : OCI_STATUS_STOPPED;
	if (!container_init_alive(c))
		return OCI_STATUS_STOPPED;
	return start_socket_is_open(c) ? OCI_STATUS_CREATED : OCI_STATUS_RUNNING;
}

const char *container_owner(const struct oci_record *record, struct arena *a)
{
	const char *name = sys_user_name(a, record->owner);

	return name ? name : arena_printf(a, "#%u", record->owner);
}

const char *container_state_json(
	const struct oci_record *record, struct arena *a, enum oci_status status, bool extra)
{
	const int32_t pid = status == OCI_STATUS_STOPPED ? 0 : record->pid;
	struct oci_state state = {
		.oci_version = record->oci_version,
		.id = record->id,
		.status = status,
		.pid = &pid,
		.bundle = record->bundle,
		.annotations = record->annotations,
	};

	if (extra) {
		state.rootfs = record->rootfs;
		state.created = record->created;
		state.owner = container_owner(record, a);
	}
	return json_write(a, &state, &oci_state_type, extra);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The state of a container (runtime.md State), derived from its record, its init process and its
 * start socket. */
#ifndef BRIG_STATE_STATUS_H
#define BRIG_STATE_STATUS_H

#include "brig/state/container.h"

/* "created" and so on: the states of runtime.md State, and "paused", which engines know as well. */
const char *status_name(enum oci_status s);

/* Whether init is alive: the state is OCI_STATUS_CREATED or OCI_STATUS_RUNNING. Does not connect to
 * the start socket, which would show which of the two. */
bool container_init_alive(const struct container *c);

/* The present state. Never OCI_STATUS_PAUSED: a caller that can read the freezer has to read it
 * when the result is OCI_STATUS_CREATED or OCI_STATUS_RUNNING. */
enum oci_status container_status(const struct container *c);

/* The OCI state (runtime.md State) as JSON in the arena, on one line for hooks. With extra, for
 * people, it is indented and has the members that runc's `state` adds: rootfs, created, owner. pid
 * is 0 when the container is stopped. */
const char *container_state_json(
	const struct oci_record *record, struct arena *a, enum oci_status status, bool extra);

/* The name of the user who created the container, in the arena; "#UID" when sys_user_name() finds
 * none. */
const char *container_owner(const struct oci_record *record, struct arena *a);

#endif

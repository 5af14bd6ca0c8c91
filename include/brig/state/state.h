/* SPDX-License-Identifier: Apache-2.0 */
/* The directory ROOT/ID of a container: its record, its lock, its gate; and the state derived from
 * them and the kernel. */
#ifndef BRIG_STATE_STATE_H
#define BRIG_STATE_STATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "brig/base/arena.h"
#include "oci.h"

/* "created" and so on: the states of runtime.md State, and paused, which every engine knows. */
const char *status_name(enum oci_status s);

/* A container whose directory is open. */
struct container {
	const char *root, *id;
	int dir;                   /* ROOT/ID; its flock(2) is the container's lock */
	struct oci_record *record; /* NULL when a crash left none */
				   /* the gate is there and init still listens at it */
	int pidfd; /* of init, checked against the recorded start time; -1 when it has ended */
	bool locked;
};

/* [A-Za-z0-9_+-][A-Za-z0-9_+.-]*, at most 255 bytes (it is a file name), as runc. */
bool container_id_check(const char *id, struct err *e) must_check;

/* Makes ROOT (mode 0711) when missing and the container's directory (0700), locked by us. An id in
 * use is an error that says the state of the one that is there (runtime.md Create: MUST generate an
 * error). */
bool container_dir_create(struct container *c, struct arena *a, const char *root, const char *id,
	struct err *e) must_check;

/* Opens what is there. With lock, waits up to ten seconds for other commands on the same container;
 * commands that only look (state, list, ps, kill) take no lock. "container ID does not exist" has
 * the code ENOENT. */
bool container_open(struct container *c, struct arena *a, const char *root, const char *id,
	bool lock, struct err *e) must_check;
void container_close(struct container *c);

/* Lets other commands at it while we keep it open. */
bool container_unlock(struct container *c, struct err *e) must_check;

/* Takes the lock again, if it was given up; *there is false when the container has been removed
 * meanwhile. */
bool container_relock(struct container *c, bool *there, struct err *e) must_check;

#define autocontainer __attribute__((cleanup(container_close)))

/* Writes state.json, where nothing is there yet. */
bool container_record(struct container *c, struct arena *a, const struct oci_record *record,
	struct err *e) must_check;

/* Writes what is to follow it beside it, and puts it in its place: others see the one or the other,
 * and until then the first. */
bool record_write_tmp(struct container *c, struct arena *a, const struct oci_record *record,
	struct err *e) must_check;
bool record_rename(struct container *c, struct err *e) must_check;

/* Keeps the bytes of config.json, for the commands that come later (runtime.md Create: later
 * changes of the bundle MUST NOT have an effect). */
bool container_keep_config(
	struct container *c, const char *text, size_t size, struct err *e) must_check;

/* The kept configuration, NULL on error. */
const struct oci_config *container_config(
	struct container *c, struct arena *a, struct err *e) must_check;

/* Whether it is OCI_STATUS_CREATED or OCI_STATUS_RUNNING; which of them takes a look at the gate.
 */
bool container_init_alive(const struct container *c);

/* What the container is doing now, by record, pidfd and gate. Never OCI_STATUS_PAUSED: who can ask
 * the freezer asks it about a container that is OCI_STATUS_CREATED or OCI_STATUS_RUNNING. */
enum oci_status container_status(const struct container *c);

/* The OCI state (runtime.md State) as JSON in the arena, on one line for hooks. For people, with
 * extra, it is indented and has what `state` of runc prints beside it: rootfs, created, owner. pid
 * is 0 when stopped. */
const char *container_state_json(
	const struct oci_record *record, struct arena *a, enum oci_status status, bool extra);

/* The name of the user who made the container, or "#UID": sys_user_name(). */
const char *container_owner(const struct oci_record *record, struct arena *a);

/* Removes the directory and all in it that is ours. */
bool container_remove(struct container *c, struct err *e) must_check;

/* The ids below root, sorted; a root that does not exist has none. */
bool container_list(
	struct arena *a, const char *root, struct str_list *ret, struct err *e) must_check;

/* The directory for the sd_notify(3) socket, below the container's; and a socket in it that takes
 * datagrams from anybody who can reach it, -1 on error, with code ENOENT when there is no
 * directory.
 */
#define CONTAINER_NOTIFY_DIR "notify"
#define CONTAINER_NOTIFY_SOCKET "notify.sock"
bool container_notify_make(const struct container *c, struct err *e) must_check;
int container_notify_listen(const struct container *c, struct err *e) must_check;

/* The listening gate for init, made by create in the container's directory: a descriptor, -1 on
 * error. */
int start_socket_listen(const struct container *c, struct err *e) must_check;

/* A connection to it, -1 on error; code ECONNREFUSED when nobody listens any more. */
int start_socket_connect(const struct container *c, struct err *e) must_check;
bool start_socket_remove(const struct container *c, struct err *e) must_check;

#endif

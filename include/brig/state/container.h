/* SPDX-License-Identifier: Apache-2.0 */
/* The state directory ROOT/ID of a container: its lock, its record (state.json) and its copy of
 * config.json. */
#ifndef BRIG_STATE_CONTAINER_H
#define BRIG_STATE_CONTAINER_H

#include "brig/base/arena.h"
#include "oci.h"

/* A container whose state directory is open. */
struct container {
	const char *root, *id;
	int dir;                   /* ROOT/ID; its flock(2) is the container's lock */
	struct oci_record *record; /* NULL when create was killed before it wrote one */
	int pidfd; /* of init, checked against the recorded start time; -1 when init has ended */
	bool locked;
};

/* Accepts [A-Za-z0-9_+-][A-Za-z0-9_+.-]*, at most 255 bytes (the id is a file name), as runc. */
bool container_id_check(const char *id, struct err *e) must_check;

/* Creates ROOT (mode 0711) when it is missing, and the state directory (0700), and takes its lock.
 * An id in use is an error (runtime.md Create: MUST generate an error) with code EEXIST, and the
 * text names the state of the existing container. */
bool container_dir_create(struct container *c, struct arena *a, const char *root, const char *id,
	struct err *e) must_check;

/* Opens the state directory of an existing container and reads its record. With lock, waits up to
 * ten seconds for other commands on the same container; commands that change nothing (state, list,
 * ps, kill) take no lock. The error "container ID does not exist" has the code ENOENT. */
bool container_open(struct container *c, struct arena *a, const char *root, const char *id,
	bool lock, struct err *e) must_check;
void container_close(struct container *c);

#define autocontainer __attribute__((cleanup(container_close)))

/* Releases the lock; the directory and the pidfd stay open. */
bool container_unlock(struct container *c, struct err *e) must_check;

/* Takes the lock again when it was released; *exists is false when another command has removed the
 * container in between. */
bool container_relock(struct container *c, bool *exists, struct err *e) must_check;

/* Writes the first record, state.json. */
bool container_record(struct container *c, struct arena *a, const struct oci_record *record,
	struct err *e) must_check;

/* Replaces the record in two steps: the first writes the new one to a temporary file, the second
 * renames that file to state.json. Other commands read the old record until the rename, and never a
 * part of one. */
bool record_write_tmp(struct container *c, struct arena *a, const struct oci_record *record,
	struct err *e) must_check;
bool record_rename(struct container *c, struct err *e) must_check;

/* Writes a copy of config.json for later commands (runtime.md Create: later changes of the bundle
 * MUST NOT have an effect). */
bool container_keep_config(
	struct container *c, const char *text, size_t size, struct err *e) must_check;

/* The configuration in that copy, in the arena; NULL on error. */
const struct oci_config *container_config(
	struct container *c, struct arena *a, struct err *e) must_check;

/* Removes the files that brig has made in the state directory, and the directory. */
bool container_remove(struct container *c, struct err *e) must_check;

#endif

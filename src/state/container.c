/* SPDX-License-Identifier: Apache-2.0 */
/* The state directory of a container: create, open, write, remove. */
#include "brig/state/container.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"
#include "brig/sys/file.h"
#include "brig/sys/lock.h"
#include "brig/sys/process.h"

enum { ID_MAX = 255, LOCK_MS = 10000, CONFIG_MAX = 16 << 20, RECORD_MAX = 1 << 20 };

static const char record_file[] = "state.json", record_tmp[] = "state.json.tmp";
static const char config_file[] = "config.json";

static bool is_id_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("_+-.", c));
}

bool container_id_check(const char *id, struct err *e)
{
	if (!*id)
		return fail(e, "a container id is missing");
	if (strlen(id) > ID_MAX)
		return fail(e, "container id '%.32s…' is longer than %d bytes", id, ID_MAX);
	for (const char *p = id; *p; p++)
		if (!is_id_byte(*p))
			return fail(e,
				"container id '%s': only letters, digits and _ + - . are allowed",
				id);
	return *id != '.' ? true : fail(e, "container id '%s' begins with a dot", id);
}

static bool is_recorded_process(const struct oci_record *r, struct err *e)
{
	struct sys_process_stat st;

	return sys_process_stat(r->pid, &st, e) && st.start_time == r->start_time &&
	       st.state != 'Z' && st.state != 'X';
}

/* A pidfd of init; -1 when init has ended. The start time is compared after pidfd_open(2), so that
 * the pidfd of another process with the same pid is never returned. */
static int open_init(const struct oci_record *r)
{
	struct err ignored;
	autoclose int fd = -1;

	if (r->pid <= 0)
		return -1;
	fd = sys_pidfd_open(r->pid, &ignored);
	if (fd < 0 || !is_recorded_process(r, &ignored))
		return -1;
	return fd_take(&fd);
}

static bool read_record(struct container *c, struct arena *a, struct err *e)
{
	struct report r = {.arena = a};
	struct oci_record *record;
	size_t size;
	char *text = sys_read_regular_at(a, c->dir, record_file, RECORD_MAX, &size, e);

	if (!text)
		return e->code == ENOENT;
	record = arena_alloc(a, sizeof(*record));
	if (!json_read(record, &oci_record_type, text, size, &r)) {
		return report_result(&r, e) ||
		       fail_in(e,
			       "the record of container %s is damaged, delete --force removes it",
			       c->id);
	}
	c->record = record;
	return true;
}

static int open_root(const char *root, struct err *e)
{
	return sys_open_at(AT_FDCWD, root, O_PATH | O_DIRECTORY, e);
}

static bool does_not_exist(const struct container *c, struct err *e)
{
	err_set(e, 0, "container %s does not exist in %s", c->id, c->root);
	e->code = ENOENT;
	return false;
}

/* Whether the state directory was not removed while the runtime waited for the lock. */
static bool still_exists(const struct container *c, bool *exists, struct err *e)
{
	struct stat st;

	if (!sys_stat_at(c->dir, "", AT_EMPTY_PATH, &st, e))
		return false;
	*exists = st.st_nlink > 0;
	return true;
}

bool container_open(struct container *c, struct arena *a, const char *root, const char *id,
	bool lock, struct err *e)
{
	autoclose int dir = -1;
	bool exists;

	*c = (struct container){.root = root, .id = id, .dir = -1, .pidfd = -1};
	if (!container_id_check(id, e))
		return false;
	dir = open_root(root, e);
	if (dir >= 0)
		c->dir = sys_open_at(dir, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, e);
	if (c->dir < 0) {
		if (e->code != ENOENT)
			return fail_in(e, "%s", root);
		return does_not_exist(c, e);
	}
	if (lock && !sys_lock(c->dir, id, LOCK_MS, e))
		return fail_in(e, "container");
	c->locked = lock;
	if (lock && !still_exists(c, &exists, e))
		return false;
	if (lock && !exists)
		return does_not_exist(c, e);
	if (!read_record(c, a, e))
		return false;
	if (c->record)
		c->pidfd = open_init(c->record);
	return true;
}

void container_close(struct container *c)
{
	fd_close(&c->pidfd);
	fd_close(&c->dir);
}

bool container_unlock(struct container *c, struct err *e)
{
	c->locked = false;
	return sys_unlock(c->dir, c->id, e);
}

bool container_relock(struct container *c, bool *exists, struct err *e)
{
	if (!c->locked && !sys_lock(c->dir, c->id, LOCK_MS, e))
		return fail_in(e, "container");
	c->locked = true;
	return still_exists(c, exists, e);
}

static bool dir_create(const char *path, struct err *e)
{
	return sys_mkdir_at(AT_FDCWD, path, 0711, e) || e->code == EEXIST;
}

/* Creates root and its parents, as mkdir -p. */
static never_inline bool root_create(const char *root, struct err *e)
{
	char path[4096];

	if (dir_create(root, e))
		return true;
	if (snprintf(path, sizeof(path), "%s", root) >= (int)sizeof(path))
		return fail(e, "--root: the path is too long");
	for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (!dir_create(path, e))
			return false;
		*p = '/';
	}
	return dir_create(path, e);
}

static bool fail_existing(struct arena *a, const char *root, const char *id, struct err *e)
{
	autocontainer struct container c = {.dir = -1, .pidfd = -1};
	struct err ignored;

	if (!container_open(&c, a, root, id, false, &ignored))
		return fail_code(e, EEXIST, "container %s", id);
	err_set(e, 0, "container %s exists already and is %s; choose another id, or delete it", id,
		status_name(container_status(&c)));
	e->code = EEXIST;
	return false;
}

static bool fail_mkdir(const char *root, struct err *e)
{
	if (e->code == EACCES)
		return fail(e,
			"no permission to create containers in %s; set XDG_RUNTIME_DIR or use "
			"--root",
			root);
	return fail_in(e, "%s", root);
}

bool container_dir_create(
	struct container *c, struct arena *a, const char *root, const char *id, struct err *e)
{
	autoclose int dir = -1;

	*c = (struct container){.root = root, .id = id, .dir = -1, .pidfd = -1};
	if (!container_id_check(id, e))
		return false;
	dir = open_root(root, e);
	if (dir < 0 && e->code == ENOENT && root_create(root, e))
		dir = open_root(root, e);
	if (dir < 0)
		return false;
	if (!sys_mkdir_at(dir, id, 0700, e))
		return e->code == EEXIST ? fail_existing(a, root, id, e) : fail_mkdir(root, e);
	c->dir = sys_open_at(dir, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, e);
	c->locked = c->dir >= 0 && sys_lock(c->dir, id, LOCK_MS, e);
	if (!c->locked) {
		struct err ignored;

		fd_close(&c->dir);
		(void)!sys_unlink_at(dir, id, AT_REMOVEDIR, &ignored);
	}
	return c->locked;
}

static bool write_record(struct container *c, struct arena *a, const char *name,
	const struct oci_record *record, struct err *e)
{
	const char *text = json_write(a, record, &oci_record_type, false);
	autoclose int fd = sys_create_at(c->dir, name, O_WRONLY | O_TRUNC | O_NOFOLLOW, 0600, e);

	if (fd < 0 || !sys_write_all(fd, text, strlen(text), name, e))
		return fail_in(e, "container %s", c->id);
	c->record = arena_copy(a, record, sizeof(*record));
	return true;
}

bool container_record(
	struct container *c, struct arena *a, const struct oci_record *record, struct err *e)
{
	return write_record(c, a, record_file, record, e);
}

bool record_write_tmp(
	struct container *c, struct arena *a, const struct oci_record *record, struct err *e)
{
	return write_record(c, a, record_tmp, record, e);
}

bool record_rename(struct container *c, struct err *e)
{
	return sys_rename_at(c->dir, record_tmp, record_file, e) ||
	       fail_in(e, "container %s", c->id);
}

bool container_keep_config(struct container *c, const char *text, size_t size, struct err *e)
{
	autoclose int fd = sys_create_at(c->dir, config_file, O_WRONLY | O_EXCL, 0600, e);

	return fd >= 0 && sys_write_all(fd, text, size, config_file, e);
}

const struct oci_config *container_config(struct container *c, struct arena *a, struct err *e)
{
	struct report r = {.arena = a};
	struct oci_config *config = arena_alloc(a, sizeof(*config));
	size_t size;
	char *text = sys_read_regular_at(a, c->dir, config_file, CONFIG_MAX, &size, e);

	if (!text)
		return fail_null(fail_in(e, "container %s", c->id));
	if (!json_read(config, &oci_config_type, text, size, &r))
		return fail_null(report_result(&r, e));
	return config;
}

static bool remove_dir(const struct container *c, struct err *e)
{
	autoclose int dir = open_root(c->root, e);

	return dir >= 0 && sys_unlink_at(dir, c->id, AT_REMOVEDIR, e);
}

static bool remove_file(const struct container *c, const char *name, struct err *e)
{
	return sys_unlink_at(c->dir, name, 0, e) || e->code == ENOENT ||
	       fail_in(e, "%s/%s", c->root, c->id);
}

/* Removes the files that only a container that was never started, or a killed runtime, leaves. */
static bool remove_leftovers(const struct container *c, struct err *e)
{
	return remove_file(c, record_tmp, e) &&
	       ((start_socket_remove(c, e) && notify_socket_remove(c, e)) ||
		       fail_in(e, "%s/%s", c->root, c->id));
}

/* The caller has undone everything that the record names. So a runtime that is killed here leaves a
 * directory without record, which delete removes as well. */
bool container_remove(struct container *c, struct err *e)
{
	if (!remove_file(c, config_file, e) || !remove_file(c, record_file, e))
		return false;
	if (remove_dir(c, e))
		return true;
	return e->code == ENOTEMPTY && remove_leftovers(c, e) && remove_dir(c, e);
}

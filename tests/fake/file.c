/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/file.h: paths are logged as given, descriptors refer to /dev/null. */
#include "file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "fake.h"

enum { FDS = 256, NAME = 64 };

static struct {
	bool stat_set;
	mode_t mode;
	dev_t rdev;
	char names[FDS][NAME]; /* the path of each descriptor */
	char node[NAME];       /* the last created node */
	mode_t node_mode;
	dev_t node_rdev;
	const char *text, *failing;
	long fs;
	int code, times;
} files;

void fake_files_reset(void)
{
	memset(&files, 0, sizeof(files));
}

void fake_stat_is(mode_t mode, dev_t rdev)
{
	files.stat_set = true;
	files.mode = mode;
	files.rdev = rdev;
}

void fake_text_is(const char *text)
{
	files.text = text;
}

void fake_fs_is(long type)
{
	files.fs = type;
}

void fake_path_fails(const char *path, int code, int times)
{
	files.failing = path;
	files.code = code;
	files.times = times;
}

int fake_path_fd(const char *path)
{
	int fd = fake_fd();

	if (fd >= 0 && fd < FDS)
		snprintf(files.names[fd], NAME, "%s", path);
	return fd;
}

static void stat_of(const char *path, struct stat *st)
{
	static const struct {
		const char *name;
		unsigned major, minor;
	} devices[] = {{"null", 1, 3}, {"zero", 1, 5}, {"full", 1, 7}, {"random", 1, 8},
		{"urandom", 1, 9}, {"tty", 5, 0}};
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	memset(st, 0, sizeof(*st));
	st->st_mode = strstr(name, "file") ? S_IFREG | 0644 : S_IFDIR | 0755;
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		if (strcmp(devices[i].name, name) == 0) {
			st->st_mode = S_IFCHR | 0666;
			st->st_rdev = makedev(devices[i].major, devices[i].minor);
		}
	if (*name && strcmp(name, files.node) == 0) {
		st->st_mode = files.node_mode;
		st->st_rdev = files.node_rdev;
	}
	if (files.stat_set) {
		st->st_mode = files.mode;
		st->st_rdev = files.rdev;
	}
}

/* Logs a call about path; fails when fake_path_fails() names the path. */
static bool call(struct err *e, const char *what, const char *path)
{
	if (!fake_call(e, "%s %s", what, path))
		return false;
	if (files.times > 0 && strcmp(path, files.failing) == 0) {
		files.times--;
		return fail_code(e, files.code, "%s %s", what, path);
	}
	return true;
}

static int call_fd(struct err *e, const char *what, const char *path)
{
	return call(e, what, path) ? fake_path_fd(path) : -1;
}

int sys_open_at(int dir, const char *path, int flags, struct err *e)
{
	(void)dir;
	(void)flags;
	return call_fd(e, "open", path);
}

int sys_create_at(int dir, const char *path, int flags, mode_t mode, struct err *e)
{
	(void)dir;
	(void)flags;
	snprintf(files.node, NAME, "%s", path);
	files.node_mode = S_IFREG | mode;
	files.node_rdev = 0;
	return call_fd(e, "create", path);
}

int sys_open_in_root(
	int root, const char *path, int flags, mode_t mode, uint64_t resolve, struct err *e)
{
	(void)root;
	(void)flags;
	(void)mode;
	(void)resolve;
	return call_fd(e, "open in root", path);
}

int sys_open_beneath(int dir, const char *path, int flags, mode_t mode, struct err *e)
{
	(void)dir;
	(void)flags;
	(void)mode;
	return call_fd(e, "open beneath", path);
}

int sys_reopen(int fd, int flags, struct err *e)
{
	(void)fd;
	(void)flags;
	return call_fd(e, "reopen", "(fd)");
}

char *sys_read_fd(
	struct arena *a, int fd, const char *name, size_t max, size_t *ret_size, struct err *e)
{
	char *text;

	(void)fd;
	if (!call(e, "read", name))
		return NULL;
	text = arena_strndup(a, files.text ? files.text : "", max);
	if (ret_size)
		*ret_size = strlen(text);
	return text;
}

char *sys_read_at(
	struct arena *a, int dir, const char *path, size_t max, size_t *ret_size, struct err *e)
{
	return sys_read_fd(a, dir, path, max, ret_size, e);
}

bool sys_write_at(int dir, const char *path, const char *text, struct err *e)
{
	(void)dir;
	return fake_call(e, "write '%s' to %s", text, path);
}

bool sys_write_all(int fd, const void *bytes, size_t n, const char *name, struct err *e)
{
	(void)fd;
	return fake_call(e, "write '%.*s' to %s", (int)n, (const char *)bytes, name);
}

bool sys_mkdir_at(int dir, const char *path, mode_t mode, struct err *e)
{
	(void)dir;
	(void)mode;
	return fake_call(e, "mkdir %s", path);
}

bool sys_unlink_at(int dir, const char *path, int flags, struct err *e)
{
	(void)dir;
	return fake_call(e, "%s %s", flags & AT_REMOVEDIR ? "rmdir" : "unlink", path);
}

bool sys_rename_at(int dir, const char *from, const char *to, struct err *e)
{
	(void)dir;
	return fake_call(e, "rename %s to %s", from, to);
}

bool sys_symlink_at(const char *target, int dir, const char *path, struct err *e)
{
	char what[256];

	(void)dir;
	snprintf(what, sizeof(what), "symlink to %s:", target);
	return call(e, what, path);
}

bool sys_mknod_at(int dir, const char *path, mode_t mode, dev_t dev, struct err *e)
{
	char what[64];

	(void)dir;
	snprintf(files.node, NAME, "%s", path);
	files.node_mode = mode;
	files.node_rdev = dev;
	snprintf(what, sizeof(what), "mknod %#o %#lx", (unsigned)mode, (unsigned long)dev);
	return call(e, what, path);
}

bool sys_chown_fd(int fd, uid_t uid, gid_t gid, const char *name, struct err *e)
{
	(void)fd;
	return fake_call(e, "chown %s to %u:%u", name, uid, gid);
}

bool sys_stat_at(int dir, const char *path, int flags, struct stat *ret, struct err *e)
{
	(void)flags;
	if (!*path)
		path = dir >= 0 && dir < FDS ? files.names[dir] : "";
	stat_of(path, ret);
	return call(e, "stat", path);
}

mode_t sys_umask(mode_t mask)
{
	(void)mask;
	return 022;
}

bool sys_replace_fd(int fd, int onto, const char *name, struct err *e)
{
	(void)fd;
	(void)onto;
	return fake_call(e, "replace descriptor of %s", name);
}

char *sys_readlink_at(struct arena *a, int dir, const char *path, struct err *e)
{
	(void)dir;
	return call(e, "readlink", path) ? arena_strdup(a, "target") : NULL;
}

char *sys_real_path(struct arena *a, const char *path, struct err *e)
{
	return call(e, "real path of", path) ? arena_strdup(a, path) : NULL;
}

bool sys_fchdir(int fd, const char *name, struct err *e)
{
	(void)fd;
	return call(e, "fchdir", name);
}

bool sys_chdir(const char *path, struct err *e)
{
	return call(e, "chdir", path);
}

bool sys_fill_stdio(struct err *e)
{
	return fake_call(e, "fill stdio");
}

bool sys_same_file(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

bool sys_fs_type(int fd, const char *name, long *ret, struct err *e)
{
	(void)fd;
	*ret = files.fs;
	return call(e, "statfs", name);
}

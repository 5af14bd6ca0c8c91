/* SPDX-License-Identifier: Apache-2.0 */
/* Cgroup directories and files. The path of a cgroup is known and has no links, so one open(2) per
 * file suffices. */
#include "brig/sys/cgroupfs.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"

enum { LARGE = 16 * 1024 * 1024 };

struct cgroup_path {
	char text[PATH_MAX];
};

/* "<mount><path>/<file>", "<mount><path>" without a file. */
static const char *path_of(
	struct cgroup_path *w, const char *mount, const char *path, const char *file)
{
	const char *const parts[] = {
		mount, strcmp(path, "/") == 0 ? "" : path, file ? "/" : "", file ? file : ""};
	size_t used = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		used = str_put(w->text, sizeof(w->text), used, parts[i], strlen(parts[i]));
	/* A truncated path would name another file; the empty path names none. */
	if (used >= sizeof(w->text))
		w->text[0] = '\0';
	return w->text;
}

enum sys_cgroup_fs sys_cgroup_kind(const char *path)
{
	struct statfs fs;

	if (statfs(path, &fs) < 0)
		return SYS_CGROUP_NOT;
	if (fs.f_type == CGROUP2_SUPER_MAGIC)
		return SYS_CGROUP_V2;
	return fs.f_type == CGROUP_SUPER_MAGIC ? SYS_CGROUP_V1 : SYS_CGROUP_NOT;
}

bool sys_cgroup_exists(const char *mount, const char *path, const char *file)
{
	struct cgroup_path w;

	return access(path_of(&w, mount, path, file), F_OK) == 0;
}

int sys_cgroup_open(const char *mount, const char *path, struct err *e)
{
	struct cgroup_path w;

	return sys_open_at(AT_FDCWD, path_of(&w, mount, path, NULL), O_RDONLY | O_DIRECTORY, e);
}

bool sys_cgroup_make(const char *mount, const char *path, struct err *e)
{
	struct cgroup_path w;

	return mkdir(path_of(&w, mount, path, NULL), 0755) == 0
		       ? true
		       : fail_errno(e, "make cgroup %s", w.text);
}

bool sys_cgroup_remove(const char *mount, const char *path, struct err *e)
{
	struct cgroup_path w;

	return rmdir(path_of(&w, mount, path, NULL)) == 0
		       ? true
		       : fail_errno(e, "remove cgroup %s", w.text);
}

static bool write_value(int fd, const char *value)
{
	ssize_t n;

	do
		n = write(fd, value, strlen(value));
	while (n < 0 && errno == EINTR);
	return n >= 0;
}

static int open_for_writing(
	struct cgroup_path *w, const char *mount, const char *path, const char *file, struct err *e)
{
	return sys_open_at(
		AT_FDCWD, path_of(w, mount, path, file), O_WRONLY | O_NOFOLLOW | O_NOCTTY, e);
}

size_t sys_cgroup_write_each(const char *mount, const char *path, const char *file,
	const char *const *values, size_t n, struct err *e)
{
	struct cgroup_path w;
	autoclose int fd = open_for_writing(&w, mount, path, file, e);
	size_t done = 0;

	if (fd < 0)
		return 0;
	while (done < n && write_value(fd, values[done]))
		done++;
	if (done < n)
		err_set(e, errno, "write '%.64s' to %s", values[done], w.text);
	return done;
}

bool sys_cgroup_write(
	const char *mount, const char *path, const char *file, const char *value, struct err *e)
{
	autoclose int fd = sys_cgroup_put(mount, path, file, value, e);

	return fd >= 0;
}

int sys_cgroup_put(
	const char *mount, const char *path, const char *file, const char *value, struct err *e)
{
	struct cgroup_path w;
	autoclose int fd = open_for_writing(&w, mount, path, file, e);

	if (fd >= 0 && !write_value(fd, value))
		return fail_fd(fail_errno(e, "write '%.64s' to %s", value, w.text));
	return fd_take(&fd);
}

/* Reads with one pread(2): the kernel returns the whole content, or as much as fits. */
static bool read_text(int fd, char *ret, size_t size, const char *name, struct err *e)
{
	size_t used;
	ssize_t n;

	do
		n = pread(fd, ret, size, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail_errno(e, "read %s", name);
	used = (size_t)n;
	if (used == size)
		return fail(e, "%s is larger than %zu bytes", name, size);
	while (used > 0 && ret[used - 1] == '\n')
		used--;
	ret[used] = '\0';
	return true;
}

bool sys_cgroup_read(const char *mount, const char *path, const char *file, char *ret, size_t size,
	struct err *e)
{
	struct cgroup_path w;
	autoclose int fd =
		sys_open_at(AT_FDCWD, path_of(&w, mount, path, file), O_RDONLY | O_NOFOLLOW, e);

	return fd >= 0 && read_text(fd, ret, size, w.text, e);
}

char *sys_cgroup_read_all(
	struct arena *a, const char *mount, const char *path, const char *file, struct err *e)
{
	struct cgroup_path w;

	return sys_read_at(a, AT_FDCWD, path_of(&w, mount, path, file), LARGE, NULL, e);
}

/* Two links ("." and the entry in the parent) mean no children: kernfs counts the links. Listing a
 * cgroup instead would make the kernel instantiate all of its files. */
static bool has_no_children(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_nlink == 2;
}

bool sys_cgroup_children(
	struct arena *a, const char *mount, const char *path, struct str_list *ret, struct err *e)
{
	struct cgroup_path w;
	autoclose int fd = -1;
	autodir DIR *d = NULL;
	struct dirent *entry;
	size_t cap = 0;

	*ret = (struct str_list){0};
	if (has_no_children(path_of(&w, mount, path, NULL)))
		return true;
	fd = sys_cgroup_open(mount, path, e);
	if (fd < 0)
		return false;
	d = fdopendir(fd);
	if (!d)
		return fail_errno(e, "list %s%s", mount, path);
	fd_take(&fd); /* d owns it now */
	while ((errno = 0, entry = readdir(d))) {
		if (entry->d_type != DT_DIR || strcmp(entry->d_name, ".") == 0 ||
			strcmp(entry->d_name, "..") == 0)
			continue;
		ret->v = arena_grow(a, ret->v, &ret->n, &cap, sizeof(*ret->v));
		ret->v[ret->n - 1] = arena_strdup(a, entry->d_name);
	}
	return errno == 0 ? true : fail_errno(e, "list %s%s", mount, path);
}

bool sys_cgroup_chown(
	const char *mount, const char *path, const char *file, uid_t uid, struct err *e)
{
	struct cgroup_path w;

	if (lchown(path_of(&w, mount, path, file), uid, (gid_t)-1) == 0 ||
		(file && errno == ENOENT))
		return true;
	return fail_errno(e, "chown %s", w.text);
}

int sys_cgroup_watch(const char *mount, const char *path, const char *file, struct err *e)
{
	struct cgroup_path w;

	return sys_open_at(AT_FDCWD, path_of(&w, mount, path, file), O_RDONLY | O_NOFOLLOW, e);
}

bool sys_cgroup_watched(int fd, char *ret, size_t size, struct err *e)
{
	return read_text(fd, ret, size, "cgroup.events", e);
}

bool sys_cgroup_wait(int fd, int timeout_ms, struct err *e)
{
	struct pollfd p = {.fd = fd, .events = POLLPRI};

	if (poll(&p, 1, timeout_ms) < 0 && errno != EINTR)
		return fail_errno(e, "poll cgroup.events");
	return true;
}

int sys_cgroup_oom_eventfd(const char *mount, const char *path, struct err *e)
{
	autoclose int fd = eventfd(0, EFD_CLOEXEC);
	autoclose int file = -1;
	char line[32];

	if (fd < 0)
		return fail_fd(fail_errno(e, "eventfd"));
	file = sys_cgroup_watch(mount, path, "memory.oom_control", e);
	if (file < 0)
		return -1;
	snprintf(line, sizeof(line), "%d %d", fd, file);
	if (!sys_cgroup_write(mount, path, "cgroup.event_control", line, e))
		return -1;
	return fd_take(&fd);
}

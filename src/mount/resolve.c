/* SPDX-License-Identifier: Apache-2.0 */
/* Opens and makes mount targets beneath a root that other processes may change at the same time. */
#include "resolve.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"

enum { LINKS_MAX = 40, RACES_MAX = 128, PATH_SIZE = 4096 };

/* A walk along a path with missing parts. done is the resolved beginning, without links; todo is
 * the rest of the path. */
struct walk {
	int root;
	bool no_symlinks;
	enum target_kind kind;
	bool made;
	int links, races;
	char done[PATH_SIZE], todo[PATH_SIZE];
	char part[256]; /* the current component */
};

bool resolve_is_dots(const char *name)
{
	return str_eq(name, ".") || str_eq(name, "..");
}

static const char *relative(const char *path)
{
	path += strspn(path, "/");
	return *path ? path : ".";
}

int resolve_find(int root, const char *path, bool no_symlinks, struct err *e)
{
	int fd = sys_open_in_root(
		root, relative(path), O_PATH, 0, no_symlinks ? RESOLVE_NO_SYMLINKS : 0, e);

	if (fd < 0 && e->code == ELOOP && no_symlinks)
		return fail_fd(fail_in(e, "the path has a symbolic link"));
	return fd;
}

/* Moves the first component of todo to part, which is "" at the end. False when it is too long. */
static bool next_part(struct walk *w, struct err *e)
{
	const char *from = w->todo + strspn(w->todo, "/");
	size_t n = strcspn(from, "/");

	w->part[0] = '\0';
	if (n == 0)
		return true;
	if (n >= sizeof(w->part))
		return fail_code(e, ENAMETOOLONG, "%.64s…", from);
	memcpy(w->part, from, n);
	w->part[n] = '\0';
	memmove(w->todo, from + n, strlen(from + n) + 1);
	return true;
}

static bool is_last(const struct walk *w)
{
	return w->todo[strspn(w->todo, "/")] == '\0';
}

static void go_up(struct walk *w)
{
	char *slash = strrchr(w->done, '/');

	*(slash ? slash : w->done) = '\0';
}

static bool go_down(struct walk *w, struct err *e)
{
	size_t used = strlen(w->done);

	if (used + strlen(w->part) + 2 > sizeof(w->done))
		return fail_code(e, ENAMETOOLONG, "%s", w->part);
	snprintf(w->done + used, sizeof(w->done) - used, "%s%s", used ? "/" : "", w->part);
	return true;
}

static bool follow_link(struct walk *w, int link, struct err *e)
{
	autoarena struct arena a = {0};
	const char *target, *rest;

	if (w->no_symlinks)
		return fail_code(e, ELOOP, "%s is a symbolic link", w->part);
	if (++w->links > LINKS_MAX)
		return fail_code(e, ELOOP, "%s", w->part);
	target = sys_readlink_at(&a, link, "", e);
	if (!target)
		return false;
	rest = arena_printf(&a, "%s/%s", target, w->todo);
	if (strlen(rest) >= sizeof(w->todo))
		return fail_code(e, ENAMETOOLONG, "%s", w->part);
	if (*target == '/')
		w->done[0] = '\0';
	strcpy(w->todo, rest);
	return true;
}

static bool make_part(struct walk *w, int dir, struct err *e)
{
	bool file = w->kind == TARGET_FILE && is_last(w);
	autoclose int fd = -1;
	bool made;

	if (file)
		fd = sys_create_at(
			dir, w->part, O_WRONLY | O_EXCL | O_NOFOLLOW | O_NOCTTY, 0644, e);
	made = file ? fd >= 0 : sys_mkdir_at(dir, w->part, 0755, e);
	w->made |= made && is_last(w);
	/* EEXIST: another process made it first. The caller opens it like any existing file. */
	return made || (e->code == EEXIST && ++w->races < RACES_MAX);
}

/* Opens the component in the directory done and makes it when it is missing. A link is opened
 * itself, not its target. */
static int open_part(struct walk *w, int dir, struct err *e)
{
	int fd;

	do {
		fd = sys_open_in_root(dir, w->part, O_PATH | O_NOFOLLOW, 0, RESOLVE_NO_SYMLINKS, e);
		if (fd >= 0 || e->code != ENOENT)
			return fd;
	} while (make_part(w, dir, e));
	return -1;
}

/* Resolves one component. *at is a descriptor of the directory done, before and after. */
static bool step(struct walk *w, int *at, struct err *e)
{
	autoclose int fd = -1;
	struct stat st;

	if (str_eq(w->part, "."))
		return true;
	if (!str_eq(w->part, "..")) {
		fd = open_part(w, *at, e);
		if (fd < 0 || !sys_stat_at(fd, "", AT_EMPTY_PATH, &st, e))
			return false;
		if (!S_ISLNK(st.st_mode)) {
			fd_close(at);
			*at = fd_take(&fd);
			return go_down(w, e);
		}
		if (!follow_link(w, fd, e))
			return false;
	} else {
		go_up(w);
	}
	fd_close(at);
	*at = sys_open_in_root(w->root, relative(w->done), O_PATH, 0, RESOLVE_NO_SYMLINKS, e);
	return *at >= 0;
}

static int walk(struct walk *w, struct err *e)
{
	autoclose int at = sys_open_in_root(w->root, ".", O_PATH | O_DIRECTORY, 0, 0, e);

	while (at >= 0) {
		if (!next_part(w, e))
			return -1;
		if (!w->part[0])
			return fd_take(&at);
		if (!step(w, &at, e))
			return -1;
	}
	return -1;
}

/* Makes the last part alone, which is nearly always the only missing one. -1 when that does not
 * succeed. */
static int make_last(struct walk *w, const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	autoclose int dir = -1, fd = -1;
	struct stat st;

	if (!slash || !slash[1] || resolve_is_dots(slash + 1) ||
		strlen(slash + 1) >= sizeof(w->part))
		return -1;
	memcpy(w->todo, path, n);
	w->todo[n] = '\0';
	dir = resolve_find(w->root, w->todo, w->no_symlinks, e);
	if (dir < 0)
		return -1;
	strcpy(w->part, slash + 1);
	w->todo[0] = '\0';
	fd = make_part(w, dir, e) ? open_part(w, dir, e) : -1;
	if (fd < 0 || !sys_stat_at(fd, "", AT_EMPTY_PATH, &st, e) || S_ISLNK(st.st_mode))
		return -1;
	return fd_take(&fd);
}

int resolve_make(int root, const char *path, enum target_kind kind, bool no_symlinks,
	bool *ret_made, struct err *e)
{
	struct walk w;
	int fd = resolve_find(root, path, no_symlinks, e);

	*ret_made = false;
	if (fd >= 0 || e->code != ENOENT)
		return fd;
	if (strlen(path) >= sizeof(w.todo))
		return fail_fd(fail_code(e, ENAMETOOLONG, "%.64s…", path));
	w = (struct walk){.root = root, .no_symlinks = no_symlinks, .kind = kind};
	fd = make_last(&w, path, e);
	if (fd < 0) {
		strcpy(w.todo, path);
		fd = walk(&w, e);
	}
	*ret_made = fd >= 0 && w.made;
	return fd;
}

int resolve_parent(int root, const char *path, const char **ret_name, struct err *e)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_SIZE];
	bool made;

	*ret_name = slash ? slash + 1 : path;
	if (!**ret_name || resolve_is_dots(*ret_name))
		return fail_fd(fail_code(e, EINVAL, "%s does not end in a name", path));
	if (snprintf(dir, sizeof(dir), "%.*s", slash ? (int)(slash - path) : 0, path) >=
		(int)sizeof(dir))
		return fail_fd(fail_code(e, ENAMETOOLONG, "%.64s…", path));
	return resolve_make(root, dir, TARGET_DIR, false, &made, e);
}

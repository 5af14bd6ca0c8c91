/* SPDX-License-Identifier: Apache-2.0 */
/* Copying a directory tree by descriptors; symbolic links are copied, never followed. */
#include "brig/sys/copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"
#include "brig/sys/rootfs-file.h"

enum { DEPTH_MAX = 128, XATTR_MAX = 65536 };

struct copy {
	dev_t dev; /* of the source's file system */
	int depth;
};

static bool copy_dir(int from, int to, struct copy *c, struct err *e);

/* Attributes that the target does not accept (another file system, missing privileges) are left
 * out. */
static bool copy_xattrs(int from, int to, const char *name, struct err *e)
{
	autoarena struct arena a = {0};
	char *names, *value;
	ssize_t size = flistxattr(from, NULL, 0), n;

	if (size <= 0)
		return true;
	names = arena_alloc(&a, (size_t)size);
	value = arena_alloc(&a, XATTR_MAX);
	size = flistxattr(from, names, (size_t)size);
	for (char *x = names; x < names + size; x += strlen(x) + 1) {
		n = fgetxattr(from, x, value, XATTR_MAX);
		if (n >= 0 && fsetxattr(to, x, value, (size_t)n, 0) < 0 && errno == ENOSPC)
			return fail_errno(e, "copy attribute %s of %s", x, name);
	}
	return true;
}

/* chown(2) clears set-id bits, so chmod(2) follows; times come last. */
static bool copy_meta(int from, int to, const struct stat *st, const char *name, struct err *e)
{
	const struct timespec times[2] = {st->st_atim, st->st_mtim};

	if (fchown(to, st->st_uid, st->st_gid) < 0 && errno != EPERM && errno != EINVAL)
		return fail_errno(e, "chown %s", name);
	if (!copy_xattrs(from, to, name, e))
		return false;
	if (fchmod(to, st->st_mode & 07777) < 0)
		return fail_errno(e, "chmod %s", name);
	return futimens(to, times) == 0 ? true : fail_errno(e, "set times of %s", name);
}

static bool copy_file(
	int source, int to_dir, const char *name, const struct stat *st, struct err *e)
{
	autoclose int from = sys_reopen(source, O_RDONLY, e), to = -1;
	ssize_t n;

	if (from < 0)
		return fail_in(e, "%s", name);
	to = openat(to_dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (to < 0)
		return fail_errno(e, "create %s", name);
	while ((n = sendfile(to, from, NULL, 1 << 20)) > 0)
		;
	if (n < 0)
		return fail_errno(e, "copy %s", name);
	return copy_meta(from, to, st, name, e);
}

static bool copy_link(
	int source, int to_dir, const char *name, const struct stat *st, struct err *e)
{
	char target[4097];
	ssize_t n = readlinkat(source, "", target, sizeof(target) - 1);

	if (n < 0)
		return fail_errno(e, "read link %s", name);
	target[n] = '\0';
	if (symlinkat(target, to_dir, name) < 0)
		return fail_errno(e, "link %s", name);
	if (fchownat(to_dir, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW) < 0 &&
		errno != EPERM && errno != EINVAL)
		return fail_errno(e, "chown %s", name);
	return true;
}

static bool copy_node(int to_dir, const char *name, const struct stat *st, struct err *e)
{
	if (mknodat(to_dir, name, st->st_mode, st->st_rdev) < 0)
		return fail_errno(e, "make node %s", name);
	if (fchownat(to_dir, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW) < 0 &&
		errno != EPERM && errno != EINVAL)
		return fail_errno(e, "chown %s", name);
	return fchmodat(to_dir, name, st->st_mode & 07777, 0) == 0
		       ? true
		       : fail_errno(e, "chmod %s", name);
}

static bool copy_subdir(int source, int to_dir, const char *name, struct copy *c, struct err *e)
{
	autoclose int from = openat(source, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	autoclose int to = -1;
	bool done;

	if (from < 0)
		return fail_errno(e, "open %s", name);
	if (mkdirat(to_dir, name, 0700) < 0)
		return fail_errno(e, "make directory %s", name);
	to = openat(to_dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (to < 0)
		return fail_errno(e, "open %s", name);
	if (++c->depth > DEPTH_MAX)
		return fail(e, "%s is nested more than %d deep", name, DEPTH_MAX);
	done = copy_dir(from, to, c, e);
	c->depth--;
	return done;
}

/* Resolves the name once: another process that shares the directory could replace the file between
 * two look-ups, and then one file would be copied with the mode of another, or a device would be
 * opened. */
static bool copy_entry(int from, int to, const char *name, struct copy *c, struct err *e)
{
	autoclose int source = openat(from, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (source < 0 || fstat(source, &st) < 0)
		return fail_errno(e, "stat %s", name);
	if (st.st_dev != c->dev)
		return true;
	if (S_ISDIR(st.st_mode))
		return copy_subdir(source, to, name, c, e);
	if (S_ISREG(st.st_mode))
		return copy_file(source, to, name, &st, e);
	if (S_ISLNK(st.st_mode))
		return copy_link(source, to, name, &st, e);
	return copy_node(to, name, &st, e);
}

static bool copy_dir(int from, int to, struct copy *c, struct err *e)
{
	int fd = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	autodir DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *d;
	struct stat st;

	if (!dir || fstat(from, &st) < 0)
		return fail_errno(e, "read directory");
	while ((d = readdir(dir)))
		if (!str_eq(d->d_name, ".") && !str_eq(d->d_name, "..") &&
			!copy_entry(from, to, d->d_name, c, e))
			return false;
	return copy_meta(from, to, &st, ".", e);
}

bool sys_copy_tree(int from, int to, const char *name, struct err *e)
{
	struct copy c = {0};
	struct stat st;
	bool pseudo;

	if (fstat(from, &st) < 0)
		return fail_errno(e, "stat %s", name);
	if (!sys_is_pseudo(from, name, &pseudo, e))
		return false;
	if (pseudo)
		return fail(e, "copy up %s: it is on a pseudo file system", name);
	c.dev = st.st_dev;
	return copy_dir(from, to, &c, e) || fail_in(e, "copy up %s", name);
}

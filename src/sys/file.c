/* SPDX-License-Identifier: Apache-2.0 */
/* Files, directories and links by descriptor. */
#include "brig/sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/cgroupfs.h"
#include "brig/sys/hung-process.h"

enum { LOCKS_MAX = 1 << 20 };

int sys_open_at(int dir, const char *path, int flags, struct err *e)
{
	int fd = openat(dir, path, flags | O_CLOEXEC);

	return fd >= 0 ? fd : fail_fd(fail_errno(e, "open %s", path));
}

int sys_create_at(int dir, const char *path, int flags, mode_t mode, struct err *e)
{
	int fd = openat(dir, path, flags | O_CREAT | O_CLOEXEC, mode);

	return fd >= 0 ? fd : fail_fd(fail_errno(e, "create %s", path));
}

static int open2(int dir, const char *path, int flags, mode_t mode, uint64_t resolve, struct err *e)
{
	struct open_how how = {
		.flags = (uint64_t)(flags | O_CLOEXEC),
		.mode = flags & (O_CREAT | O_TMPFILE) ? mode : 0,
		.resolve = resolve,
	};
	int fd, tries = 0;

	do
		fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
	while (fd < 0 && (errno == EAGAIN || errno == EINTR) && ++tries < 1000);
	return fd >= 0 ? fd : fail_fd(fail_errno(e, "open %s", path));
}

int sys_open_in_root(
	int root, const char *path, int flags, mode_t mode, uint64_t resolve, struct err *e)
{
	return open2(root, path, flags, mode, resolve | RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS, e);
}

int sys_open_beneath(int dir, const char *path, int flags, mode_t mode, struct err *e)
{
	return open2(dir, path, flags, mode,
		RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS, e);
}

int sys_reopen(int fd, int flags, struct err *e)
{
	char path[32];
	int proc = sys_procfs(e), again;

	if (proc < 0)
		return -1;
	snprintf(path, sizeof(path), "self/fd/%d", fd);
	again = openat(proc, path, flags | O_CLOEXEC);
	return again >= 0 ? again : fail_fd(fail_errno(e, "reopen descriptor %d", fd));
}

char *sys_read_fd(
	struct arena *a, int fd, const char *name, size_t max, size_t *ret_size, struct err *e)
{
	size_t cap = max < 4096 ? max + 1 : 4096, used = 0;
	char *p = arena_alloc(a, cap + 1);

	for (;;) {
		ssize_t n = read(fd, p + used, cap - used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_null(fail_errno(e, "read %s", name));
		used += (size_t)n;
		if (n == 0)
			break;
		if (used > max)
			return fail_null(fail(e, "%s is larger than %zu bytes", name, max));
		if (used == cap) {
			size_t bigger = cap * 2 > max + 1 ? max + 1 : cap * 2;
			char *moved = arena_alloc(a, bigger + 1);

			memcpy(moved, p, used);
			p = moved;
			cap = bigger;
		}
	}
	p[used] = '\0';
	arena_trim(a, p, used + 1);
	if (ret_size)
		*ret_size = used;
	return p;
}

char *sys_read_at(
	struct arena *a, int dir, const char *path, size_t max, size_t *ret_size, struct err *e)
{
	autoclose int fd = sys_open_at(dir, path, O_RDONLY, e);

	return fd >= 0 ? sys_read_fd(a, fd, path, max, ret_size, e) : NULL;
}

char *sys_read_regular_at(
	struct arena *a, int dir, const char *path, size_t max, size_t *ret_size, struct err *e)
{
	autoclose int fd = sys_open_at(dir, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, e);
	struct stat st;

	if (fd < 0)
		return NULL;
	if (!sys_stat_at(fd, "", AT_EMPTY_PATH, &st, e))
		return NULL;
	if (!S_ISREG(st.st_mode))
		return fail_null(fail_code(e, EINVAL, "%s is no regular file", path));
	return sys_read_fd(a, fd, path, max, ret_size, e);
}

bool sys_seek(int fd, off_t at, const char *name, struct err *e)
{
	return lseek(fd, at, SEEK_SET) >= 0 ? true : fail_errno(e, "seek in %s", name);
}

bool sys_write_all(int fd, const void *bytes, size_t n, const char *name, struct err *e)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return fail_errno(e, "write %s", name);
		p += done;
		n -= (size_t)done;
	}
	return true;
}

bool sys_write_at(int dir, const char *path, const char *text, struct err *e)
{
	autoclose int fd = sys_open_at(dir, path, O_WRONLY | O_NOCTTY, e);

	if (fd < 0)
		return false;
	if (write(fd, text, strlen(text)) < 0)
		return fail_errno(e, "write '%.64s' to %s", text, path);
	return true;
}

bool sys_mkdir_at(int dir, const char *path, mode_t mode, struct err *e)
{
	return mkdirat(dir, path, mode) == 0 ? true : fail_errno(e, "make directory %s", path);
}

bool sys_unlink_at(int dir, const char *path, int flags, struct err *e)
{
	return unlinkat(dir, path, flags) == 0 ? true : fail_errno(e, "remove %s", path);
}

bool sys_rename_at(int dir, const char *from, const char *to, struct err *e)
{
	return renameat(dir, from, dir, to) == 0 ? true
						 : fail_errno(e, "rename %s to %s", from, to);
}

bool sys_symlink_at(const char *target, int dir, const char *path, struct err *e)
{
	return symlinkat(target, dir, path) == 0 ? true
						 : fail_errno(e, "link %s to %s", path, target);
}

bool sys_mknod_at(int dir, const char *path, mode_t mode, dev_t dev, struct err *e)
{
	return mknodat(dir, path, mode, dev) == 0 ? true : fail_errno(e, "make node %s", path);
}

bool sys_chown_fd(int fd, uid_t uid, gid_t gid, const char *name, struct err *e)
{
	return fchownat(fd, "", uid, gid, AT_EMPTY_PATH) == 0 ? true
							      : fail_errno(e, "chown %s", name);
}

bool sys_chmod_fd(int fd, mode_t mode, const char *name, struct err *e)
{
	char path[32];
	int proc;

	if (fchmod(fd, mode) == 0)
		return true;
	if (errno != EBADF)
		return fail_errno(e, "chmod %s", name);
	/* fchmod(2) refuses O_PATH, and fchmodat2(2) is newer than 6.1. */
	proc = sys_procfs(e);
	if (proc < 0)
		return false;
	snprintf(path, sizeof(path), "self/fd/%d", fd);
	return fchmodat(proc, path, mode, 0) == 0 ? true : fail_errno(e, "chmod %s", name);
}

bool sys_stat_at(int dir, const char *path, int flags, struct stat *ret, struct err *e)
{
	return fstatat(dir, path, ret, flags) == 0 ? true : fail_errno(e, "stat %s", path);
}

bool sys_pipe(int ends[2], struct err *e)
{
	return pipe2(ends, O_CLOEXEC) == 0 ? true : fail_errno(e, "make a pipe");
}

mode_t sys_umask(mode_t mask)
{
	return umask(mask);
}

bool sys_replace_fd(int fd, int onto, const char *name, struct err *e)
{
	return dup3(fd, onto, O_CLOEXEC) >= 0 ? true
					      : fail_errno(e, "replace descriptor of %s", name);
}

char *sys_readlink_at(struct arena *a, int dir, const char *path, struct err *e)
{
	char target[4096];
	ssize_t n = readlinkat(dir, path, target, sizeof(target));

	return n >= 0 ? arena_strndup(a, target, (size_t)n)
		      : fail_null(fail_errno(e, "read link %s", path));
}

char *sys_real_path(struct arena *a, const char *path, struct err *e)
{
	char *real = realpath(path, NULL), *copy;

	if (!real)
		return fail_null(fail_errno(e, "open %s", path));
	copy = arena_strdup(a, real);
	free(real);
	return copy;
}

bool sys_fchdir(int fd, const char *name, struct err *e)
{
	return fchdir(fd) == 0 ? true : fail_errno(e, "change directory to %s", name);
}

bool sys_chdir(const char *path, struct err *e)
{
	return chdir(path) == 0 ? true : fail_errno(e, "change directory to %s", path);
}

bool sys_fill_stdio(struct err *e)
{
	/* The first call is where tests/fault begins to count. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
			return fail_errno(e, "open /dev/null for stdio");
	return true;
}

bool sys_same_file(const char *a, const char *b)
{
	struct stat one, two;

	return stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_dev == two.st_dev &&
	       one.st_ino == two.st_ino;
}

bool sys_fs_type(int fd, const char *name, long *ret, struct err *e)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) < 0)
		return fail_errno(e, "statfs %s", name);
	*ret = (long)fs.f_type;
	return true;
}

/* Who holds it, as proc(5) locks says: "1: FLOCK  ADVISORY  WRITE 77 00:1b:4711 0 EOF"; 0 when it
 * does not. */
static pid_t lock_holder(int fd)
{
	autoarena struct arena a = {0};
	struct err ignored;
	struct stat st;
	const char *line = sys_read_at(&a, AT_FDCWD, "/proc/locks", LOCKS_MAX, NULL, &ignored);
	unsigned long inode;
	int pid;

	if (fstat(fd, &st) < 0)
		return 0;
	for (; line; line = strchr(line, '\n'), line = line ? line + 1 : NULL)
		if (sscanf(line, "%*d: FLOCK %*s %*s %d %*x:%*x:%lu", &pid, &inode) == 2 &&
			inode == st.st_ino && pid > 0)
			return pid;
	return 0;
}

bool sys_lock(int fd, const char *name, int timeout_ms, struct err *e)
{
	const struct timespec pause = {.tv_nsec = 2000000};
	int64_t end = 0;

	/* flock(2) has no timeout of its own; the lock is nearly always free. */
	for (;;) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fail_errno(e, "lock %s", name);
		if (end == 0)
			end = sys_cgroup_clock() + timeout_ms;
		if (sys_cgroup_clock() >= end)
			return fail_hung(e, timeout_ms > 0 ? lock_holder(fd) : 0,
				"%s is still locked after %d ms", name, timeout_ms);
		nanosleep(&pause, NULL);
	}
}

bool sys_unlock(int fd, const char *name, struct err *e)
{
	return flock(fd, LOCK_UN) == 0 ? true : fail_errno(e, "unlock %s", name);
}

static int open_procfs(struct err *e)
{
	autoclose int fs = fsopen("proc", FSOPEN_CLOEXEC);
	autoclose int fd = -1;
	long type;

	if (fs >= 0 && fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
		fd = fsmount(fs, FSMOUNT_CLOEXEC,
			MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
	if (fd < 0)
		fd = sys_open_at(AT_FDCWD, "/proc", O_PATH | O_DIRECTORY, e);
	if (fd < 0 || !sys_fs_type(fd, "/proc", &type, e))
		return -1;
	if (type != PROC_SUPER_MAGIC)
		return fail_fd(fail(e, "/proc is not a proc filesystem"));
	return fd_take(&fd);
}

static int procfs = -1;

int sys_procfs(struct err *e)
{
	if (procfs < 0)
		procfs = open_procfs(e);
	return procfs;
}

int sys_procfs_kept(void)
{
	return procfs;
}

void sys_procfs_close(void)
{
	fd_close(&procfs);
}

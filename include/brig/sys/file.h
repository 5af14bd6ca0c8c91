/* SPDX-License-Identifier: Apache-2.0 */
/* Files by (dirfd, relative path). Every descriptor is close-on-exec. The name in an error is the
 * path as given, relative to the caller's directory: the caller adds the outer context. */
#ifndef BRIG_SYS_FILE_H
#define BRIG_SYS_FILE_H

#include <stdint.h>
#include <sys/stat.h>

#include "brig/base/arena.h"

/* openat(2) with O_CLOEXEC added. Returns a descriptor, -1 on error. */
int sys_open_at(int dir, const char *path, int flags, struct err *e) must_check;

/* As sys_open_at(), with O_CREAT and a mode. */
int sys_create_at(int dir, const char *path, int flags, mode_t mode, struct err *e) must_check;

/* Resolves a path as for a process whose root directory is root: absolute paths, ".." and symbolic
 * links stay inside; magic links are refused. openat2(2) with RESOLVE_IN_ROOT |
 * RESOLVE_NO_MAGICLINKS and the resolve flags given; retries after EAGAIN (a concurrent rename). */
int sys_open_in_root(int root, const char *path, int flags, mode_t mode, uint64_t resolve,
	struct err *e) must_check;

/* openat2(2) with RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS: a path that
 * leaves dir or contains a symbolic link is an error. */
int sys_open_beneath(int dir, const char *path, int flags, mode_t mode, struct err *e) must_check;

/* Opens the file of an O_PATH descriptor again, by /proc/self/fd of sys_procfs(), never by the
 * procfs of a container. */
int sys_reopen(int fd, int flags, struct err *e) must_check;

/* As sys_read_at(), but only a regular file, not a link: another file may be put in its place,
 * which must not be followed and must not block the caller (a fifo). The error has the code EINVAL
 * then. */
char *sys_read_regular_at(struct arena *a, int dir, const char *path, size_t max, size_t *ret_size,
	struct err *e) must_check;

/* Reads a whole file of at most max bytes into the arena, NUL-terminated; NULL on error or when
 * the file is larger. ret_size may be NULL. */
char *sys_read_at(struct arena *a, int dir, const char *path, size_t max, size_t *ret_size,
	struct err *e) must_check;
char *sys_read_fd(struct arena *a, int fd, const char *name, size_t max, size_t *ret_size,
	struct err *e) must_check;

/* Opens the file for writing and writes text with one write(2). For files of procfs, sysfs and
 * cgroup file systems. */
bool sys_write_at(int dir, const char *path, const char *text, struct err *e) must_check;

/* Sets the file offset: lseek(2) with SEEK_SET. */
bool sys_seek(int fd, off_t at, const char *name, struct err *e) must_check;

/* Repeats write(2) until all n bytes are written. */
bool sys_write_all(int fd, const void *bytes, size_t n, const char *name, struct err *e) must_check;

bool sys_mkdir_at(
	int dir, const char *path, mode_t mode, struct err *e) must_check; /* EEXIST is an error */
bool sys_unlink_at(
	int dir, const char *path, int flags, struct err *e) must_check; /* unlinkat(2) */
bool sys_rename_at(int dir, const char *from, const char *to, struct err *e) must_check;
bool sys_symlink_at(const char *target, int dir, const char *path, struct err *e) must_check;
bool sys_mknod_at(int dir, const char *path, mode_t mode, dev_t dev, struct err *e) must_check;
bool sys_chown_fd(int fd, uid_t uid, gid_t gid, const char *name, struct err *e) must_check;
bool sys_stat_at(int dir, const char *path, int flags, struct stat *ret, struct err *e) must_check;

/* pipe2(2): ends[0] is the read end, ends[1] the write end. */
bool sys_pipe(int ends[2], struct err *e) must_check;

/* umask(2); returns the previous mask. */
mode_t sys_umask(mode_t mask);

/* dup3(2) with O_CLOEXEC: onto becomes a duplicate of fd. name is for errors. */
bool sys_replace_fd(int fd, int onto, const char *name, struct err *e) must_check;

/* Returns the target of a symbolic link, in the arena. */
char *sys_readlink_at(struct arena *a, int dir, const char *path, struct err *e) must_check;

/* realpath(3), in the arena. */
char *sys_real_path(struct arena *a, const char *path, struct err *e) must_check;

bool sys_fchdir(int fd, const char *name, struct err *e) must_check;
bool sys_chdir(const char *path, struct err *e) must_check;

/* Opens /dev/null at each of the descriptors 0, 1 and 2 that is closed, so that no file of the
 * runtime becomes the container's standard input, output or error by accident. */
bool sys_fill_stdio(struct err *e) must_check;

/* Whether two paths refer to the same file; false when one of them does not exist. */
bool sys_same_file(const char *a, const char *b);

/* Returns f_type of fstatfs(2) in *ret. */
bool sys_fs_type(int fd, const char *name, long *ret, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Files by (dirfd, relative path). Every descriptor is close-on-exec. The name in an error is the
 * path as given, relative to what the caller opened: the caller puts the outer context in front. */
#ifndef BRIG_SYS_FILE_H
#define BRIG_SYS_FILE_H

#include <stdint.h>
#include <sys/stat.h>

#include "brig/base/arena.h"

/* openat(2) with O_CLOEXEC added. Returns a descriptor, -1 on error. */
int sys_open_at(int dir, const char *path, int flags, struct err *e) must_check;

/* As sys_open_at() with O_CREAT and a mode. */
int sys_create_at(int dir, const char *path, int flags, mode_t mode, struct err *e) must_check;

/* Opens a path as a process whose root directory is root would see it: absolute paths, ".." and
 * symbolic links stay inside, magic links are refused. openat2(2) with RESOLVE_IN_ROOT |
 * RESOLVE_NO_MAGICLINKS and the resolve flags given; retried when a rename raced with it (EAGAIN).
 */
int sys_open_in_root(int root, const char *path, int flags, mode_t mode, uint64_t resolve,
	struct err *e) must_check;

/* openat2(2) with RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS: a path that climbs
 * or meets a link is an error. */
int sys_open_beneath(int dir, const char *path, int flags, mode_t mode, struct err *e) must_check;

/* Opens a file of an image for reading: nothing but a regular file, and not one of a file system
 * that the kernel makes up (proc, sysfs and the like), where to open or to read can do or tell what
 * the image has no say in. It is looked at before it is opened. -1 with e->code ENOENT as for any
 * path, EACCES when it is something else. Read no more of it than is needed: its size is the
 * image's choice. */
int sys_open_image_file(int root, const char *path, struct err *e) must_check;

/* Whether fd is on a file system that the kernel makes up. */
bool sys_is_pseudo(int fd, const char *name, bool *ret, struct err *e) must_check;

/* A new descriptor of what an O_PATH descriptor names (by /proc/self/fd); never used across a
 * container's procfs. */
int sys_reopen(int fd, int flags, struct err *e) must_check;

/* The whole of a small file (at most max bytes), NUL-terminated, in the arena; NULL on error or
 * when it is larger. */
/* As sys_read_at(), of a regular file that is no link: another one may be put in its place, which
 * must not be followed, nor keep the caller waiting (a fifo). The error has the code EINVAL
 * otherwise. */
char *sys_read_regular_at(struct arena *a, int dir, const char *path, size_t max, size_t *ret_size,
	struct err *e) must_check;

char *sys_read_at(struct arena *a, int dir, const char *path, size_t max, size_t *ret_size,
	struct err *e) must_check;
char *sys_read_fd(struct arena *a, int fd, const char *name, size_t max, size_t *ret_size,
	struct err *e) must_check;

/* Opens for writing, writes text with one write(2), closes. For procfs, sysfs and cgroup files. */
bool sys_write_at(int dir, const char *path, const char *text, struct err *e) must_check;

/* From where the next read or write goes on: at bytes from the start. */
bool sys_seek(int fd, off_t at, const char *name, struct err *e) must_check;

/* write(2) until all of it is written. */
bool sys_write_all(int fd, const void *bytes, size_t n, const char *name, struct err *e) must_check;

bool sys_mkdir_at(
	int dir, const char *path, mode_t mode, struct err *e) must_check; /* EEXIST is an error */
bool sys_unlink_at(
	int dir, const char *path, int flags, struct err *e) must_check; /* unlinkat(2) */
bool sys_rename_at(int dir, const char *from, const char *to, struct err *e) must_check;
bool sys_symlink_at(const char *target, int dir, const char *path, struct err *e) must_check;
bool sys_mknod_at(int dir, const char *path, mode_t mode, dev_t dev, struct err *e) must_check;
bool sys_chown_fd(int fd, uid_t uid, gid_t gid, const char *name, struct err *e) must_check;
bool sys_chmod_fd(
	int fd, mode_t mode, const char *name, struct err *e) must_check; /* O_PATH allowed */
bool sys_stat_at(int dir, const char *path, int flags, struct stat *ret, struct err *e) must_check;

/* pipe2(2): what is written to ends[1] is read from ends[0]. */
bool sys_pipe(int ends[2], struct err *e) must_check;

/* umask(2); the previous mask. */
mode_t sys_umask(mode_t mask);

/* Makes the number onto refer to what fd does, close-on-exec: dup3(2). */
bool sys_replace_fd(int fd, int onto, const char *name, struct err *e) must_check;

/* The target of a symbolic link, in the arena. */
char *sys_readlink_at(struct arena *a, int dir, const char *path, struct err *e) must_check;

/* An absolute path without links and dots: realpath(3), in the arena. */
char *sys_real_path(struct arena *a, const char *path, struct err *e) must_check;

bool sys_fchdir(int fd, const char *name, struct err *e) must_check;
bool sys_chdir(const char *path, struct err *e) must_check;

/* Opens /dev/null in the place of those of descriptors 0, 1 and 2 that are closed, so that no file
 * of ours becomes the container's stdio by accident. */
bool sys_fill_stdio(struct err *e) must_check;

/* Whether two paths lead to the same file; false when one of them leads nowhere. */
bool sys_same_file(const char *a, const char *b);

/* fstatfs(2)'s f_type. */
bool sys_fs_type(int fd, const char *name, long *ret, struct err *e) must_check;

/* flock(2), exclusive; waits until it is free or for timeout_ms, then it is an error. */
bool sys_lock(int fd, const char *name, int timeout_ms, struct err *e) must_check;

bool sys_unlock(int fd, const char *name, struct err *e) must_check;

/* A procfs of our own (fsopen(2)) that no container has mounted over; where that is not allowed, a
 * verified descriptor of /proc. Opened once and kept. -1 on error. */
int sys_procfs(struct err *e) must_check;

/* The descriptor when it is open, else -1. */
int sys_procfs_kept(void);

/* Closes it; sys_procfs() opens another. */
void sys_procfs_close(void);

#endif

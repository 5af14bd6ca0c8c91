/* SPDX-License-Identifier: Apache-2.0 */
/* Directories and files of cgroup file systems. A cgroup is named by the mount point of its
 * hierarchy and its path below that ("/" for the root); the planner makes sure that no path
 * contains "..". */
#ifndef BRIG_SYS_CGROUPFS_H
#define BRIG_SYS_CGROUPFS_H

#include <sys/types.h>

#include "brig/base/arena.h"
#include "brig/base/str.h"

enum sys_cgroup_fs { SYS_CGROUP_NOT, SYS_CGROUP_V1, SYS_CGROUP_V2 };

/* Returns the type of cgroup file system at path; SYS_CGROUP_NOT for any other file system and for
 * a missing path. */
enum sys_cgroup_fs sys_cgroup_kind(const char *path);

/* Whether the cgroup exists; with file, whether that file of the cgroup exists. */
bool sys_cgroup_exists(const char *mount, const char *path, const char *file);

/* Opens the directory of a cgroup; -1 on error. */
int sys_cgroup_open(const char *mount, const char *path, struct err *e) must_check;

/* Creates the cgroup; e->code is EEXIST when it exists, ENOENT when its parent does not. */
bool sys_cgroup_make(const char *mount, const char *path, struct err *e) must_check;

/* Removes the cgroup; e->code is EBUSY, ENOTEMPTY or ENOENT in these cases. */
bool sys_cgroup_remove(const char *mount, const char *path, struct err *e) must_check;

/* Writes each value to a file of the cgroup with one write(2) per value; the file is opened once.
 * Returns the number of values written; e describes the first failure. */
size_t sys_cgroup_write_each(const char *mount, const char *path, const char *file,
	const char *const *values, size_t n, struct err *e) must_check;

/* Writes value to a file of the cgroup with one write(2). */
bool sys_cgroup_write(const char *mount, const char *path, const char *file, const char *value,
	struct err *e) must_check;

/* As sys_cgroup_write(), but returns the open descriptor, so that a caller can batch the closes;
 * -1 on error. */
int sys_cgroup_put(const char *mount, const char *path, const char *file, const char *value,
	struct err *e) must_check;

/* Reads a whole small file: NUL-terminated, without trailing newlines. A file that does not fit is
 * an error. e->code is ENOENT for a missing file and ENODEV for a removed cgroup. */
bool sys_cgroup_read(const char *mount, const char *path, const char *file, char *ret, size_t size,
	struct err *e) must_check;

/* As sys_cgroup_read() for a file of at most 16 MiB, with the newlines; returns it in the arena,
 * NULL on error. */
char *sys_cgroup_read_all(struct arena *a, const char *mount, const char *path, const char *file,
	struct err *e) must_check;

/* Lists the names of the child cgroups, in the arena. The link count of the directory shows that a
 * cgroup has no children; such a directory is not read. */
bool sys_cgroup_children(struct arena *a, const char *mount, const char *path, struct str_list *ret,
	struct err *e) must_check;

/* Changes the owner of the cgroup's directory (file NULL) or of one of its files; the group id
 * stays. A missing file is no error. */
bool sys_cgroup_chown(
	const char *mount, const char *path, const char *file, uid_t uid, struct err *e) must_check;

/* Opens a file of the cgroup (cgroup.events) for sys_cgroup_wait(); -1 on error. */
int sys_cgroup_watch(
	const char *mount, const char *path, const char *file, struct err *e) must_check;

/* Reads the watched file from its start into ret. */
bool sys_cgroup_watched(int fd, char *ret, size_t size, struct err *e) must_check;

/* Waits until a watched file changes (poll(2), POLLPRI) or timeout_ms have passed; ignores changes
 * before the last read. Returns true in both cases; the caller reads the file and the clock. */
bool sys_cgroup_wait(int fd, int timeout_ms, struct err *e) must_check;

/* v1: returns an eventfd(2) that counts the out-of-memory events of the memory cgroup and its
 * removal (cgroup.event_control); -1 on error. Real-time kernels do not support it. */
int sys_cgroup_oom_eventfd(const char *mount, const char *path, struct err *e) must_check;

#endif

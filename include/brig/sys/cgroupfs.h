/* SPDX-License-Identifier: Apache-2.0 */
/* Directories and files of cgroup filesystems. A group is named by its mount point and its path
 * seen from there ("/" for the root); paths hold no "..", which the planner sees to. */
#ifndef BRIG_SYS_CGROUPFS_H
#define BRIG_SYS_CGROUPFS_H

#include <sys/types.h>

#include "brig/base/arena.h"
#include "brig/base/str.h"

enum sys_cgroup_fs { SYS_CGROUP_NOT, SYS_CGROUP_V1, SYS_CGROUP_V2 };

/* What kind of cgroup filesystem path lies on; SYS_CGROUP_NOT when it is none or is not there. */
enum sys_cgroup_fs sys_cgroup_kind(const char *path);

/* Whether the group (or a file in it, when file is not NULL) is there. */
bool sys_cgroup_exists(const char *mount, const char *path, const char *file);

/* The directory of a group. -1 on error. */
int sys_cgroup_open(const char *mount, const char *path, struct err *e) must_check;

/* Makes the group; e->code tells EEXIST and ENOENT apart. */
bool sys_cgroup_make(const char *mount, const char *path, struct err *e) must_check;

/* Removes the group; e->code tells EBUSY, ENOTEMPTY and ENOENT apart. */
bool sys_cgroup_remove(const char *mount, const char *path, struct err *e) must_check;

/* One write(2) of each value to a file of the group, which is opened once. Returns how many were
 * written; e tells of the first that was not. */
size_t sys_cgroup_write_each(const char *mount, const char *path, const char *file,
	const char *const *values, size_t n, struct err *e) must_check;

/* One write(2) of value to a file of the group. */
bool sys_cgroup_write(const char *mount, const char *path, const char *file, const char *value,
	struct err *e) must_check;

/* The same, for a caller that closes the file's descriptor, with others, later; -1 on error. */
int sys_cgroup_put(const char *mount, const char *path, const char *file, const char *value,
	struct err *e) must_check;

/* The whole of a small file, NUL-terminated, without trailing newlines. A file that does not fit
 * is an error. e->code tells ENOENT and ENODEV (the group is gone) apart. */
bool sys_cgroup_read(const char *mount, const char *path, const char *file, char *ret, size_t size,
	struct err *e) must_check;

/* The same for a file of any size (at most 16 MiB), in the arena. */
char *sys_cgroup_read_all(struct arena *a, const char *mount, const char *path, const char *file,
	struct err *e) must_check;

/* Names of the groups directly beneath, in the arena. A group without any, as most are, is not
 * read: the directory's number of links tells. */
bool sys_cgroup_children(struct arena *a, const char *mount, const char *path, struct str_list *ret,
	struct err *e) must_check;

/* Gives the group's directory (file NULL) or one of its files to uid; the group id stays. A file
 * that is not there is success. */
bool sys_cgroup_chown(
	const char *mount, const char *path, const char *file, uid_t uid, struct err *e) must_check;

/* A file of the group to be watched by sys_cgroup_wait(): cgroup.events. -1 on error. */
int sys_cgroup_watch(
	const char *mount, const char *path, const char *file, struct err *e) must_check;

/* Reads the watched file from its start into ret. */
bool sys_cgroup_watched(int fd, char *ret, size_t size, struct err *e) must_check;

/* Waits until a watched file changes (poll(2), POLLPRI), at most timeout_ms; a change before the
 * last read does not count. Success in both cases; the caller reads the file and the clock. */
bool sys_cgroup_wait(int fd, int timeout_ms, struct err *e) must_check;

/* v1: an eventfd(2) that counts how often the memory group was out of memory, and its removal
 * (cgroup.event_control). -1 on error: a real-time kernel has none. */
int sys_cgroup_oom_eventfd(const char *mount, const char *path, struct err *e) must_check;

#endif

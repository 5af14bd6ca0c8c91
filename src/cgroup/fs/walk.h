/* SPDX-License-Identifier: Apache-2.0 */
/* Walks a tree of cgroups, reads its processes, and waits with a deadline. */
#ifndef BRIG_SRC_CGROUP_FS_WALK_H
#define BRIG_SRC_CGROUP_FS_WALK_H

#include <stdint.h>
#include <sys/types.h>

#include "brig/base/arena.h"
#include "brig/base/str.h"

/* Paths of the cgroup and of all beneath it: children before parents, the cgroup itself last. Empty
 * if the cgroup does not exist. */
bool walk_paths(struct arena *a, const char *mount, const char *path, struct str_list *ret,
	struct err *e) must_check;

struct walk_pid_list {
	pid_t *v;
	size_t n, cap;
};

/* Appends the processes of one cgroup; none if it does not exist or is threaded. */
bool walk_pids(struct arena *a, const char *mount, const char *path, struct walk_pid_list *ret,
	struct err *e) must_check;

/* A deadline, and pauses until then that grow. */
struct walk_deadline {
	int64_t end;   /* of sys_clock_ms() */
	int64_t pause; /* the next one, in microseconds */
};

struct walk_deadline walk_deadline(int timeout_ms);

/* Milliseconds until the deadline, at least 0. */
int walk_time_left(const struct walk_deadline *d);

/* Pauses, at most 20 ms; false if the deadline has passed. */
bool walk_pause(struct walk_deadline *d);

/* Whether the error means that the cgroup does not exist. */
bool walk_is_gone(const struct err *e);

#endif

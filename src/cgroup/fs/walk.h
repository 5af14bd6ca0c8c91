/* SPDX-License-Identifier: Apache-2.0 */
/* What is beneath a group, and what is in it. */
#ifndef BRIG_SRC_CGROUP_FS_WALK_H
#define BRIG_SRC_CGROUP_FS_WALK_H

#include <stdint.h>
#include <sys/types.h>

#include "brig/base/arena.h"
#include "brig/base/str.h"

/* Paths of the group and all groups beneath it, deepest first, the group itself last. A group that
 * is gone has none. */
bool walk_paths(struct arena *a, const char *mount, const char *path, struct str_list *ret,
	struct err *e) must_check;

struct walk_pid_list {
	pid_t *v;
	size_t n, cap;
};

/* Adds the processes of one group; a group that is gone, or has threads only, has none. */
bool walk_pids(struct arena *a, const char *mount, const char *path, struct walk_pid_list *ret,
	struct err *e) must_check;

/* A deadline, and pauses that grow until it. */
struct walk_deadline {
	int64_t end; /* of sys_clock_ms() */
	int64_t pause;
};

struct walk_deadline walk_deadline(int timeout_ms);

/* Milliseconds left, at least 0. */
int walk_time_left(const struct walk_deadline *d);

/* Pauses, each time longer up to 20 ms; false when the time is over. */
bool walk_pause(struct walk_deadline *d);

/* The group's error is that it is not there (any more). */
bool walk_is_gone(const struct err *e);

#endif

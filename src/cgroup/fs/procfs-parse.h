/* SPDX-License-Identifier: Apache-2.0 */
/* Parsers for files of the kernel that describe cgroups. */
#ifndef BRIG_SRC_CGROUP_FS_PROCFS_PARSE_H
#define BRIG_SRC_CGROUP_FS_PROCFS_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "brig/base/arena.h"

/* A line of /proc/PID/cgroup: "4:memory:/a/b", "0::/a". */
struct cgroup_line {
	bool unified;
	const char *controllers; /* "" for cgroup2 */
	const char *path;
};

struct cgroup_lines {
	struct cgroup_line *v;
	size_t n;
};

bool cgroup_lines_parse(
	struct cgroup_lines *out, const char *text, struct arena *a, struct err *e) must_check;

/* A line of mountinfo for a cgroup filesystem. */
struct cgroup_mount {
	bool unified;
	const char *root, *point;
	const char *options; /* of the superblock: "rw,cpu,cpuacct" */
};

struct cgroup_mounts {
	struct cgroup_mount *v;
	size_t n;
};

bool cgroup_mounts_parse(
	struct cgroup_mounts *out, const char *text, struct arena *a, struct err *e) must_check;

/* path relative to a mount point that shows root; "/" if it is not beneath root. */
const char *cgroup_path_beneath(const char *root, const char *path);

/* The words of a text that are separated by white space, joined by commas. */
const char *cgroup_join_words(const char *text, struct arena *a);

/* The number in the line "KEY NUMBER" of a flat keyed file such as memory.events; false if there is
 * no such line. */
bool cgroup_flat_value(const char *text, const char *key, uint64_t *ret);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The mount table: proc_pid_mountinfo(5). */
#ifndef BRIG_SYS_MOUNT_TABLE_H
#define BRIG_SYS_MOUNT_TABLE_H

#include <stddef.h>

#include "brig/base/arena.h"
#include "brig/base/err.h"

struct sys_mount_row {
	int id, parent;
	const char
		*root; /* the directory or file of the file system that is the root of the mount */
	const char *point; /* relative to the root directory of the process; of two mounts at one
			      path the later one is on top */
	const char *type;
};

struct sys_mount_table {
	struct sys_mount_row *v;
	size_t n;
};

/* Parses lines of mountinfo; modifies text, and the rows point into it. */
bool sys_mount_table_parse(
	struct sys_mount_table *ret, char *text, struct arena *a, struct err *e) must_check;

/* Reads the mounts of the current mount namespace that are reachable from the root directory of
 * the process, in the arena. */
bool sys_mount_table_read(struct sys_mount_table *ret, struct arena *a, struct err *e) must_check;

#endif

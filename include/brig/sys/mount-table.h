/* SPDX-License-Identifier: Apache-2.0 */
/* The table of mounts: proc_pid_mountinfo(5). */
#ifndef BRIG_SYS_MOUNT_TABLE_H
#define BRIG_SYS_MOUNT_TABLE_H

#include <stddef.h>

#include "brig/base/arena.h"
#include "brig/base/err.h"

struct sys_mount_row {
	int id, parent;
	const char *root; /* which directory or file of its file system it shows */
	const char
		*point; /* seen from our root directory; of two at one place the later is on top */
	const char *type;
};

struct sys_mount_table {
	struct sys_mount_row *v;
	size_t n;
};

/* Reads lines of mountinfo, which it changes; the rows point into them. */
bool sys_mount_table_parse(
	struct sys_mount_table *ret, char *text, struct arena *a, struct err *e) must_check;

/* Those of our mount namespace that our root directory leads to, in the arena. */
bool sys_mount_table_read(struct sys_mount_table *ret, struct arena *a, struct err *e) must_check;

#endif

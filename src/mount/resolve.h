/* SPDX-License-Identifier: Apache-2.0 */
/* Places inside the container's root: found, made, never outside of it. */
#ifndef BRIG_SRC_MOUNT_RESOLVE_H
#define BRIG_SRC_MOUNT_RESOLVE_H

#include <stdbool.h>

#include "brig/base/err.h"

enum target_kind { TARGET_DIR, TARGET_FILE };

/* An O_PATH descriptor of path as the container will see it, whatever it is; -1 with e->code ENOENT
 * when it is not there. strict: a symbolic link anywhere in path is an error. */
int resolve_find(int root, const char *path, bool strict, struct err *e) must_check;

/* As resolve_find(); what is missing is made, directories with mode 0755 and, for TARGET_FILE, an
 * empty file at the end. Each step is relative to a descriptor inside the root and follows no link
 * by itself; links on the way are resolved inside the root. *ret_made says whether the last part
 * was made. */
int resolve_make(int root, const char *path, enum target_kind kind, bool strict, bool *ret_made,
	struct err *e) must_check;

/* The directory that path is in, made when missing, as an O_PATH descriptor; *ret_name is the last
 * part of path, in path. */
int resolve_parent(int root, const char *path, const char **ret_name, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Paths inside the container's root: found and made, never outside of it. */
#ifndef BRIG_SRC_MOUNT_RESOLVE_H
#define BRIG_SRC_MOUNT_RESOLVE_H

#include <stdbool.h>

#include "brig/base/err.h"

enum target_kind { TARGET_DIR, TARGET_FILE };

/* An O_PATH descriptor of the file, of any type, at path as the container will see it; -1 on error,
 * with e->code ENOENT when it does not exist. no_symlinks: a symbolic link anywhere in path is an
 * error. */
int resolve_find(int root, const char *path, bool no_symlinks, struct err *e) must_check;

/* As resolve_find(), and makes missing parts: directories with mode 0755 and, for TARGET_FILE, an
 * empty file at the end. Each step is relative to a descriptor inside the root and follows no link;
 * links are read and resolved inside the root. *ret_made: the last part was made. */
int resolve_make(int root, const char *path, enum target_kind kind, bool no_symlinks,
	bool *ret_made, struct err *e) must_check;

/* An O_PATH descriptor of the directory that path is in, made when missing; *ret_name is the last
 * part of path, in path. -1 on error. */
int resolve_parent(int root, const char *path, const char **ret_name, struct err *e) must_check;

/* Whether the name is "." or "..". */
bool resolve_is_dots(const char *name);

#endif

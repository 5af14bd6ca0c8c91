/* SPDX-License-Identifier: Apache-2.0 */
/* Copying a directory tree. */
#ifndef BRIG_SYS_COPY_H
#define BRIG_SYS_COPY_H

#include "brig/base/err.h"

/* Copies the content of the directory from into the directory to: files, directories, symbolic
 * links, device nodes, with owner, mode, times and the extended attributes that the target file
 * system accepts. Does not enter other mounts below from. The directory to gets the owner, mode
 * and times of from. Both are readable directory descriptors; name is for errors. */
bool sys_copy_tree(int from, int to, const char *name, struct err *e) must_check;

#endif

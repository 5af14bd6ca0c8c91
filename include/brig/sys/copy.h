/* SPDX-License-Identifier: Apache-2.0 */
/* Copying a directory tree. */
#ifndef BRIG_SYS_COPY_H
#define BRIG_SYS_COPY_H

#include "brig/base/err.h"

/* Copies what is in the directory from into the directory to: files, directories, links, nodes,
 * with owner, mode, times and extended attributes (those the target takes). Other mounts below from
 * are not entered. The owner, mode and times of to become those of from. Both are readable
 * directory descriptors; name is for errors. */
bool sys_copy_tree(int from, int to, const char *name, struct err *e) must_check;

#endif

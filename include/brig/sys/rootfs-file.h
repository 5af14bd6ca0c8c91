/* SPDX-License-Identifier: Apache-2.0 */
/* Files of a container's root file system that the runtime reads. */
#ifndef BRIG_SYS_ROOTFS_FILE_H
#define BRIG_SYS_ROOTFS_FILE_H

#include "brig/base/err.h"

/* Opens a file of an image for reading: nothing but a regular file, and not one of a file system
 * that the kernel makes up (proc, sysfs and the like), where to open or to read can do or tell what
 * the image has no say in. It is looked at before it is opened. -1 with e->code ENOENT as for any
 * path, EACCES when it is something else. Read no more of it than is needed: its size is the
 * image's choice. */
int sys_open_image_file(int root, const char *path, struct err *e) must_check;

/* Whether fd is on a file system that the kernel makes up. */
bool sys_is_pseudo(int fd, const char *name, bool *ret, struct err *e) must_check;

#endif

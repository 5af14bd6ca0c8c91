/* SPDX-License-Identifier: Apache-2.0 */
/* Files of a container's root file system that the runtime reads. */
#ifndef BRIG_SYS_ROOTFS_FILE_H
#define BRIG_SYS_ROOTFS_FILE_H

#include "brig/base/err.h"

/* Opens a file of an image for reading. Accepts only a regular file on a file system that stores
 * data: on pseudo file systems (proc, sysfs and the like) open(2) and read(2) can have side
 * effects or return data of the host. Checks the file by an O_PATH descriptor before it opens the
 * file. Returns -1 with e->code ENOENT as for any path, EACCES for any other kind of file. The
 * image decides the size of the file: read no more than needed. */
int sys_open_image_file(int root, const char *path, struct err *e) must_check;

/* Whether fd is on a pseudo file system, whose content the kernel generates. */
bool sys_is_pseudo(int fd, const char *name, bool *ret, struct err *e) must_check;

#endif

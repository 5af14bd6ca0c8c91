/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/rootfs-file.h. */
#include "brig/sys/rootfs-file.h"

#include "fake.h"
#include "file.h"

int sys_open_image_file(int root, const char *path, struct err *e)
{
	(void)root;
	return fake_call(e, "open image file %s", path) ? fake_path_fd(path) : -1;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/mount.h, sys/userns.h and sys/copy.h. */
#include "brig/sys/mount.h"

#include <string.h>

#include "brig/sys/copy.h"
#include "brig/sys/userns.h"
#include "fake.h"

bool sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	const char *data, struct err *e)
{
	return fake_call(e, "mount %s on %s type %s flags %#lx data %s", source ? source : "-",
		target, type ? type : "-", flags, data ? data : "-");
}

bool sys_mount_on(const char *source, int target, const char *type, unsigned long flags,
	const char *data, const char *name, struct err *e)
{
	(void)target;
	return sys_mount(source, name, type, flags, data, e);
}

bool sys_umount(const char *path, int flags, struct err *e)
{
	return fake_call(e, "umount %s flags %#x", path, (unsigned)flags);
}

bool sys_umount_fd(int fd, int flags, const char *name, struct err *e)
{
	(void)fd;
	return sys_umount(name, flags, e);
}

bool sys_pivot_root(struct err *e)
{
	return fake_call(e, "pivot_root . .");
}

bool sys_chroot(struct err *e)
{
	return fake_call(e, "chroot .");
}

bool sys_is_mount(int fd, const char *name, bool *ret, struct err *e)
{
	(void)fd;
	*ret = true;
	return fake_call(e, "statx %s", name);
}

bool sys_mount_id(int fd, const char *name, int *ret, struct err *e)
{
	(void)fd;
	*ret = (int)strlen(name);
	return fake_call(e, "mount id of %s", name);
}

int sys_userns_new(const char *uid_map, const char *gid_map, struct err *e)
{
	return fake_call(e, "userns uid %.20s gid %.20s", uid_map, gid_map) ? fake_fd() : -1;
}

bool sys_copy_tree(int from, int to, const char *name, struct err *e)
{
	(void)from;
	(void)to;
	return fake_call(e, "copy %s", name);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* mount(2), umount2(2), pivot_root(2), chroot(2). */
#include "brig/sys/mount.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/procfs.h"

bool sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	const char *data, struct err *e)
{
	if (mount(source, target, type, flags, data) == 0)
		return true;
	return fail_errno(e, "mount %s on %s", type ? type : source ? source : "flags", target);
}

bool sys_mount_on(const char *source, int target, const char *type, unsigned long flags,
	const char *data, const char *name, struct err *e)
{
	char path[32] = ".";

	/* "." after fchdir(2) is as safe as the descriptor, and needs no trusted /proc. */
	if (fchdir(target) < 0)
		snprintf(path, sizeof(path), "/proc/self/fd/%d", target);
	if (mount(source, path, type, flags, data) == 0)
		return true;
	return fail_errno(e, "mount %s on %s by mount(2)%s%s%s", type ? type : "flags", name,
		data ? " with '" : "", data ? data : "", data ? "'" : "");
}

bool sys_umount(const char *path, int flags, struct err *e)
{
	return umount2(path, flags) == 0 ? true : fail_errno(e, "unmount %s", path);
}

bool sys_umount_fd(int fd, int flags, const char *name, struct err *e)
{
	char path[32] = ".";

	if (fchdir(fd) < 0) {
		int proc = sys_procfs(e);

		if (proc < 0)
			return false;
		if (fchdir(proc) < 0)
			return fail_errno(e, "change directory to a procfs");
		snprintf(path, sizeof(path), "self/fd/%d", fd);
	}
	return umount2(path, flags) == 0 ? true : fail_errno(e, "unmount %s", name);
}

bool sys_pivot_root(struct err *e)
{
	return syscall(SYS_pivot_root, ".", ".") == 0 ? true : fail_errno(e, "pivot_root");
}

bool sys_chroot(struct err *e)
{
	return chroot(".") == 0 ? true : fail_errno(e, "chroot");
}

bool sys_is_mount(int fd, const char *name, bool *ret, struct err *e)
{
	struct statx st;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE, &st) < 0)
		return fail_errno(e, "statx %s", name);
	*ret = (st.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
	return true;
}

bool sys_mount_id(int fd, const char *name, int *ret, struct err *e)
{
	struct statx st;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &st) < 0)
		return fail_errno(e, "statx %s", name);
	if (!(st.stx_mask & STATX_MNT_ID))
		return fail(e, "this kernel does not report the mount id of %s", name);
	*ret = (int)st.stx_mnt_id;
	return true;
}

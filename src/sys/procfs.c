/* SPDX-License-Identifier: Apache-2.0 */
/* A private mount of procfs, and files of /proc/PID. */
#include "brig/sys/procfs.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/mount.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"

enum { LARGE = 16 * 1024 * 1024 };

static int open_procfs(struct err *e)
{
	autoclose int fs = fsopen("proc", FSOPEN_CLOEXEC);
	autoclose int fd = -1;
	long type;

	if (fs >= 0 && fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
		fd = fsmount(fs, FSMOUNT_CLOEXEC,
			MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
	if (fd < 0)
		fd = sys_open_at(AT_FDCWD, "/proc", O_PATH | O_DIRECTORY, e);
	if (fd < 0 || !sys_fs_type(fd, "/proc", &type, e))
		return -1;
	if (type != PROC_SUPER_MAGIC)
		return fail_fd(fail(e, "/proc is not a proc filesystem"));
	return fd_take(&fd);
}

static int procfs = -1;

int sys_procfs(struct err *e)
{
	if (procfs < 0)
		procfs = open_procfs(e);
	return procfs;
}

int sys_procfs_kept(void)
{
	return procfs;
}

void sys_procfs_close(void)
{
	fd_close(&procfs);
}

char *sys_procfs_read(struct arena *a, pid_t pid, const char *file, struct err *e)
{
	char path[64];

	if (pid > 0)
		snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	else
		snprintf(path, sizeof(path), "/proc/self/%s", file);
	return sys_read_at(a, AT_FDCWD, path, LARGE, NULL, e);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Opening files whose content and type the image controls. */
#include "brig/sys/rootfs-file.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "brig/sys/procfs.h"

enum {
	CONFIGFS = 0x62656570,
	FUSECTL = 0x65735543,
	MQUEUE = 0x19800202,
	NFSD = 0x6e667364,
	RPC_PIPEFS = 0x67596969,
};

/* Pseudo file systems: their files query or change kernel state. */
static const long pseudo[] = {
	ANON_INODE_FS_MAGIC,
	BINFMTFS_MAGIC,
	BPF_FS_MAGIC,
	CGROUP2_SUPER_MAGIC,
	CGROUP_SUPER_MAGIC,
	CONFIGFS,
	DEBUGFS_MAGIC,
	DEVPTS_SUPER_MAGIC,
	EFIVARFS_MAGIC,
	FUSECTL,
	MQUEUE,
	NFSD,
	NSFS_MAGIC,
	PROC_SUPER_MAGIC,
	PSTOREFS_MAGIC,
	RDTGROUP_SUPER_MAGIC,
	RPC_PIPEFS,
	SECURITYFS_MAGIC,
	SELINUX_MAGIC,
	SMACK_MAGIC,
	SYSFS_MAGIC,
	TRACEFS_MAGIC,
};

bool sys_is_pseudo(int fd, const char *name, bool *ret, struct err *e)
{
	long type;

	*ret = false;
	if (!sys_fs_type(fd, name, &type, e))
		return false;
	for (size_t i = 0; i < sizeof(pseudo) / sizeof(pseudo[0]); i++)
		*ret |= (type & 0xffffffff) == (pseudo[i] & 0xffffffff);
	return true;
}

static bool check_is_data(int fd, const char *path, struct stat *st, struct err *e)
{
	bool is_pseudo;

	if (!sys_stat_at(fd, "", AT_EMPTY_PATH, st, e))
		return false;
	if (!S_ISREG(st->st_mode))
		return fail_code(e, EACCES, "%s is not a regular file", path);
	return sys_is_pseudo(fd, path, &is_pseudo, e) &&
	       (!is_pseudo || fail_code(e, EACCES, "%s is on a pseudo file system", path));
}

/* Without sys_procfs() the path is resolved again; the result must be the same file. */
static int open_again(int root, const char *path, const struct stat *checked, struct err *e)
{
	autoclose int fd = sys_open_in_root(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0, 0, e);
	struct stat st;

	if (fd < 0 || !check_is_data(fd, path, &st, e))
		return -1;
	if (st.st_dev != checked->st_dev || st.st_ino != checked->st_ino)
		return fail_fd(fail_code(e, EACCES, "%s was replaced by another file", path));
	return fd_take(&fd);
}

int sys_open_image_file(int root, const char *path, struct err *e)
{
	autoclose int path_fd = sys_open_in_root(root, path, O_PATH, 0, 0, e);
	struct stat st;

	if (path_fd < 0 || !check_is_data(path_fd, path, &st, e))
		return -1;
	if (sys_procfs_kept() >= 0)
		return sys_reopen(path_fd, O_RDONLY | O_NONBLOCK | O_NOCTTY, e);
	return open_again(root, path, &st, e);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts by descriptor. */
#include "brig/sys/mountfd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "brig/base/fd.h"

/* Appends the messages in the log of the context to the error: lines of "e tmpfs: Unknown
 * parameter 'x'". */
static bool append_log(struct err *e, int fs)
{
	int code = e->code;
	char line[512];
	ssize_t n;

	while ((n = read(fs, line, sizeof(line) - 1)) > 0) {
		size_t used = strlen(e->text);

		while (n > 0 && line[n - 1] == '\n')
			n--;
		line[n] = '\0';
		if (n > 2 && (line[0] == 'e' || line[0] == 'w') && line[1] == ' ')
			snprintf(e->text + used, sizeof(e->text) - used, " (%s)", line + 2);
	}
	e->code = code;
	return false;
}

int sys_fs_open(const char *type, struct err *e)
{
	int fs = fsopen(type, FSOPEN_CLOEXEC);

	if (fs >= 0)
		return fs;
	if (errno == ENODEV)
		return fail_fd((err_set(e, 0, "this kernel has no file system type '%s'", type),
			e->code = ENODEV, false));
	return fail_fd(fail_errno(e, "open file system %s", type));
}

int sys_fs_pick(int fd, const char *name, struct err *e)
{
	int fs = fspick(fd, "", FSPICK_CLOEXEC | FSPICK_EMPTY_PATH);

	return fs >= 0 ? fs : fail_fd(fail_errno(e, "open the file system at %s", name));
}

bool sys_fs_option(int fs, const char *key, const char *value, struct err *e)
{
	unsigned cmd = value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG;

	if (fsconfig(fs, cmd, key, value, 0) == 0)
		return true;
	err_set(e, errno, "option '%s%s%s'", key, value ? "=" : "", value ? value : "");
	return append_log(e, fs);
}

int sys_fs_mount(int fs, const char *type, uint64_t attrs, struct err *e)
{
	int fd;

	if (fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0) {
		err_set(e, errno, "mount %s", type);
		return fail_fd(append_log(e, fs));
	}
	fd = fsmount(fs, FSMOUNT_CLOEXEC, (unsigned)attrs);
	if (fd >= 0)
		return fd;
	err_set(e, errno, "mount %s", type);
	return fail_fd(append_log(e, fs));
}

bool sys_fs_reconfigure(int fs, const char *name, struct err *e)
{
	if (fsconfig(fs, FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0) == 0)
		return true;
	err_set(e, errno, "remount %s", name);
	return append_log(e, fs);
}

int sys_tree_open(int dir, const char *path, unsigned flags, struct err *e)
{
	unsigned empty = *path ? 0 : AT_EMPTY_PATH;
	int fd = open_tree(dir, path, flags | empty | OPEN_TREE_CLOEXEC);

	return fd >= 0 ? fd : fail_fd(fail_errno(e, "open tree %s", *path ? path : "of a mount"));
}

bool sys_tree_change(
	int fd, bool below, const struct sys_tree_change *c, const char *name, struct err *e)
{
	unsigned flags = AT_EMPTY_PATH | (below ? AT_RECURSIVE : 0);
	struct mount_attr attr = {
		.attr_set = c->set,
		.attr_clr = c->clear,
		.propagation = c->propagation,
		.userns_fd = c->set & MOUNT_ATTR_IDMAP ? (uint64_t)c->userns : 0,
	};

	/* The kernel requires that the whole field is cleared when any part of it changes. */
	if ((attr.attr_set | attr.attr_clr) & MOUNT_ATTR__ATIME)
		attr.attr_clr |= MOUNT_ATTR__ATIME;
	if (mount_setattr(fd, "", flags, &attr, sizeof(attr)) == 0)
		return true;
	return fail_errno(e, "set mount flags of %s", name);
}

bool sys_tree_knows(uint64_t attrs)
{
	struct mount_attr attr = {.attr_set = attrs, .userns_fd = INT_MAX};

	/* The kernel checks the flags before the (invalid) descriptors. */
	return mount_setattr(-1, "", AT_EMPTY_PATH, &attr, sizeof(attr)) == 0 ||
	       (errno != EINVAL && errno != ENOSYS);
}

bool sys_tree_attach(int tree, int target, const char *name, struct err *e)
{
	if (move_mount(tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) ==
		0)
		return true;
	return fail_errno(e, "attach at %s", name);
}

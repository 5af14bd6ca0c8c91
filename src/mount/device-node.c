/* SPDX-License-Identifier: Apache-2.0 */
/* Makes device nodes by mknod(2), or binds those of the host where mknod(2) is not allowed. */
#include "device-node.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "brig/sys/mountfd.h"

static const char *type_word(mode_t mode)
{
	return S_ISCHR(mode)    ? "character device"
	       : S_ISBLK(mode)  ? "block device"
	       : S_ISFIFO(mode) ? "fifo"
	       : S_ISDIR(mode)  ? "directory"
	       : S_ISLNK(mode)  ? "symbolic link"
	       : S_ISREG(mode)  ? "regular file"
				: "file";
}

bool device_node_check(int fd, mode_t type, dev_t number, const char *name, struct err *e)
{
	struct stat st;
	bool device = S_ISCHR(type) || S_ISBLK(type);

	if (!sys_stat_at(fd, "", AT_EMPTY_PATH, &st, e))
		return false;
	if ((st.st_mode & S_IFMT) != (type & S_IFMT))
		return fail(
			e, "%s is a %s, not a %s", name, type_word(st.st_mode), type_word(type));
	if (device && st.st_rdev != number)
		return fail(e, "%s is device %u:%u, not %u:%u", name, major(st.st_rdev),
			minor(st.st_rdev), major(number), minor(number));
	return true;
}

static int open_node(int dir, const char *name, struct err *e)
{
	return sys_open_at(dir, name, O_PATH | O_NOFOLLOW, e);
}

int device_node_target(int dir, const char *name, struct err *e)
{
	autoclose int made =
		sys_create_at(dir, name, O_WRONLY | O_EXCL | O_NOFOLLOW | O_NOCTTY, 0644, e);
	autoclose int fd = -1;
	struct stat st;

	if (made >= 0 || e->code != EEXIST)
		return fd_take(&made);
	fd = open_node(dir, name, e);
	if (fd < 0 || !sys_stat_at(fd, "", AT_EMPTY_PATH, &st, e))
		return -1;
	if (S_ISLNK(st.st_mode) || S_ISDIR(st.st_mode))
		return fail_fd(fail(e, "%s is a %s, on which a device cannot be bound", name,
			type_word(st.st_mode)));
	return fd_take(&fd);
}

static int open_as(const struct device_plan *d, const char *path, struct err *e)
{
	autoclose int fd = sys_open_at(AT_FDCWD, path, O_PATH, e);

	return fd >= 0 && device_node_check(fd, d->mode, d->number, path, e) ? fd_take(&fd) : -1;
}

/* Opens the node by the name that the kernel gave the device of this number. */
static int open_by_kernel_name(
	const struct device_plan *d, const char *kind, struct arena *a, struct err *e)
{
	const char *uevent = arena_printf(
		a, "/sys/dev/%s/%u:%u/uevent", kind, major(d->number), minor(d->number));
	autoclose int fd = sys_open_at(AT_FDCWD, uevent, O_RDONLY | O_NONBLOCK | O_NOCTTY, e);
	const char *text, *name;
	long type;

	/* In a joined mount namespace the path can be any file. */
	if (fd < 0 || !sys_fs_type(fd, uevent, &type, e))
		return -1;
	if (type != SYSFS_MAGIC)
		return fail_fd(fail(e, "%s is not in a sysfs", uevent));
	text = sys_read_fd(a, fd, uevent, 4096, NULL, e);
	name = text ? strstr(text, "DEVNAME=") : NULL;
	if (!name)
		return text ? fail_fd(fail(e, "%s has no DEVNAME", uevent)) : -1;
	name += strlen("DEVNAME=");
	return open_as(d, arena_printf(a, "/dev/%.*s", (int)strcspn(name, "\n"), name), e);
}

/* The device may have another name on the host than in the container: udev has links to all devices
 * by number, and without udev the kernel has the name. */
static int open_host(const struct device_plan *d, struct err *e)
{
	const char *kind = S_ISBLK(d->mode) ? "block" : "char";
	autoarena struct arena a = {0};
	int fd = open_as(d, d->path, e);

	if (fd < 0)
		fd = open_as(d,
			arena_printf(&a, "/dev/%s/%u:%u", kind, major(d->number), minor(d->number)),
			e);
	if (fd < 0)
		fd = open_by_kernel_name(d, kind, &a, e);
	if (fd >= 0)
		return fd;
	return fail_fd(fail_in(e, "the host has no node %s %u:%u to bind", kind, major(d->number),
		minor(d->number)));
}

/* Whether a device of the config may be bound on the file at its path: it must not hide another
 * file. An empty file is allowed, because an earlier bind at this path made it. */
static bool may_cover(const struct device_plan *d, int dir, const char *name, struct err *e)
{
	autoclose int fd = open_node(dir, name, e);
	struct stat st;

	if (fd < 0)
		return e->code == ENOENT;
	if (!sys_stat_at(fd, "", AT_EMPTY_PATH, &st, e))
		return false;
	return (S_ISREG(st.st_mode) && st.st_size == 0) ||
	       device_node_check(fd, d->mode, d->number, d->path, e) ||
	       fail_in(e, "another file exists there");
}

static bool bind_node(const struct device_plan *d, int dir, const char *name, struct err *e)
{
	autoclose int host = open_host(d, e);
	autoclose int tree = -1, target = -1;

	if (host < 0 || (!d->standard && !may_cover(d, dir, name, e)))
		return false;
	tree = sys_tree_open(host, "", OPEN_TREE_CLONE, e);
	if (tree < 0)
		return false;
	target = device_node_target(dir, name, e);
	return target >= 0 && sys_tree_attach(tree, target, d->path, e);
}

static bool accept_existing(const struct device_plan *d, int dir, const char *name, struct err *e)
{
	autoclose int fd = open_node(dir, name, e);

	if (fd < 0)
		return false;
	if (device_node_check(fd, d->mode, d->number, d->path, e))
		return true;
	if (d->standard)
		return bind_node(d, dir, name, e);
	return fail_in(e, "another file exists there");
}

bool device_node_make(const struct device_plan *d, int dir, const char *name, struct err *e)
{
	autoclose int fd = -1;

	if (d->bind)
		return bind_node(d, dir, name, e);
	if (!sys_mknod_at(dir, name, d->mode, d->number, e)) {
		if (e->code == EEXIST)
			return accept_existing(d, dir, name, e);
		return e->code == EPERM && bind_node(d, dir, name, e);
	}
	if (d->uid == 0 && d->gid == 0)
		return true;
	fd = open_node(dir, name, e);
	return fd >= 0 && device_node_check(fd, d->mode, d->number, d->path, e) &&
	       sys_chown_fd(fd, d->uid, d->gid, d->path, e);
}

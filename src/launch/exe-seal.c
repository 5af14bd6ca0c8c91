/* SPDX-License-Identifier: Apache-2.0 */
/* Opens the binary in a private overlay, or executes the runtime from there. */
#include "brig/launch/exe-seal.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brig/base/arena.h"
#include "brig/base/fd.h"
#include "brig/sys/exe-remap.h"
#include "brig/sys/file.h"
#include "brig/sys/memfd-exec.h"
#include "brig/sys/mountfd.h"

static const char own_file[] = "/proc/self/exe";

/* overlayfs needs a second lower directory; nothing is looked up in it. */
static const char second_layer[] = "/dev";

static int directory_overlay(int dir, struct err *e)
{
	const uint64_t attrs = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
	autoclose int fs = sys_fs_open("overlay", e);
	char layers[64];

	/* By descriptor: colons and backslashes of a path would have to be escaped. */
	snprintf(layers, sizeof(layers), "/proc/self/fd/%d:%s", dir, second_layer);
	if (fs < 0 || !sys_fs_option(fs, "lowerdir", layers, e))
		return -1;
	return sys_fs_mount(fs, "overlay", attrs, e);
}

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* The file may have been renamed or replaced since execve(2), and in the overlay a mount on the
 * binary is not there: the name then refers to another file. */
static bool is_own_file(int fd, struct err *e)
{
	struct stat own, found;

	if (!sys_stat_at(AT_FDCWD, own_file, 0, &own, e) ||
		!sys_stat_at(fd, "", AT_EMPTY_PATH, &found, e))
		return false;
	if (own.st_size == found.st_size && same_time(own.st_mtim, found.st_mtim) &&
		same_time(own.st_ctim, found.st_ctim))
		return true;
	return fail(e, "the path of %s refers to another file", own_file);
}

/* In an overlay the binary has an inode of its own, not that of the host's file. */
static bool overlaid(struct exe_seal *ret, struct err *e)
{
	autoarena struct arena a = {0};
	char *path = sys_readlink_at(&a, AT_FDCWD, own_file, e);
	autoclose int dir = -1, overlay = -1, file = -1;
	char *name = path ? strrchr(path, '/') : NULL;

	if (!name)
		return false;
	*name++ = '\0';
	dir = sys_open_at(AT_FDCWD, *path ? path : "/", O_PATH | O_DIRECTORY, e);
	if (dir < 0)
		return false;
	overlay = directory_overlay(dir, e);
	if (overlay < 0)
		return false;
	file = sys_open_at(overlay, name, O_RDONLY | O_NOFOLLOW, e);
	if (file < 0 || !is_own_file(file, e))
		return false;
	*ret = (struct exe_seal){fd_take(&overlay), fd_take(&file)};
	return true;
}

bool exe_seal(char *const argv[], struct exe_seal *ret, struct err *e)
{
	autoclose int own = -1, copy = -1;
	bool sealed;

	if (!sys_on_overlay(own_file, &sealed, e))
		return false;
	if (sealed)
		return true;
	if (overlaid(ret, e)) {
		/* A second execve(2) would take a tenth of the time of brig run, so it is used only
		 * where children cannot replace their executable. The same program then runs with
		 * the same arguments, so its environment stays the caller's. */
		return exe_remap_supported() || sys_execute_fd(ret->file, argv, environ, e);
	}
	own = sys_open_at(AT_FDCWD, own_file, O_RDONLY, e);
	if (own < 0)
		return false;
	if (sys_is_sealed(own))
		return true;
	copy = sys_sealed_copy(own, "brig", e);
	return copy >= 0 && sys_execute_fd(copy, argv, environ, e);
}

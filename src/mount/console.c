/* SPDX-License-Identifier: Apache-2.0 */
/* Binds the terminal on /dev/console. */
#include "brig/mount/console.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/major.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "brig/sys/mountfd.h"
#include "device-node.h"
#include "resolve.h"

/* The terminal must be a slave of a devpts, not a file that a container has put in its place:
 * CVE-2025-52565. */
static bool check_pty(int pty, struct err *e)
{
	struct stat st;
	long type;

	if (!sys_stat_at(pty, "", AT_EMPTY_PATH, &st, e) || !sys_fs_type(pty, "terminal", &type, e))
		return false;
	if (type == DEVPTS_SUPER_MAGIC && S_ISCHR(st.st_mode) &&
		major(st.st_rdev) >= UNIX98_PTY_SLAVE_MAJOR &&
		major(st.st_rdev) < UNIX98_PTY_SLAVE_MAJOR + UNIX98_PTY_MAJOR_COUNT)
		return true;
	return fail(e, "the terminal is not a pseudoterminal of a devpts");
}

static bool attach(int root, int pty, struct err *e)
{
	bool made;
	autoclose int dev = resolve_make(root, "/dev", TARGET_DIR, false, &made, e);
	autoclose int target = -1, tree = -1;

	if (dev < 0)
		return false;
	target = device_node_target(dev, "console", e);
	if (target < 0)
		return false;
	tree = sys_tree_open(pty, "", OPEN_TREE_CLONE, e);
	return tree >= 0 && sys_tree_attach(tree, target, "/dev/console", e);
}

bool console_attach(int root, int pty, struct err *e)
{
	autoclose int slash = -1;

	if (root < 0)
		root = slash = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, e);
	if (root < 0)
		return false;
	return (check_pty(pty, e) && attach(root, pty, e)) || fail_in(e, "/dev/console");
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Running from where nobody can write. */
#include "brig/run/self.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "brig/sys/mountfd.h"
#include "brig/sys/seal.h"

static const char own_file[] = "/proc/self/exe";

static int read_only_clone(struct err *e)
{
	const struct sys_tree_change read_only = {.set = MOUNT_ATTR_RDONLY};
	autoclose int tree = sys_tree_open(AT_FDCWD, own_file, OPEN_TREE_CLONE, e);

	if (tree < 0 || !sys_tree_change(tree, false, &read_only, own_file, e))
		return -1;
	return fd_take(&tree);
}

bool self_seal(char *const argv[], struct err *e)
{
	autoclose int own = -1, copy = -1;
	bool read_only;

	if (!sys_on_read_only(own_file, &read_only, e))
		return false;
	if (read_only)
		return true;
	copy = read_only_clone(e);
	if (copy < 0) {
		own = sys_open_at(AT_FDCWD, own_file, O_RDONLY, e);
		if (own < 0)
			return false;
		if (sys_is_sealed(own))
			return true;
		copy = sys_sealed_copy(own, "brig", e);
	}
	return copy >= 0 && sys_execute_fd(copy, argv, environ, e);
}

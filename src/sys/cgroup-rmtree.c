/* SPDX-License-Identifier: Apache-2.0 */
/* Iterative: a container can nest cgroups deeper than PATH_MAX, and than the stack of a
 * recursion allows. */
#include "brig/sys/cgroup-rmtree.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/cgroupfs.h"
#include "brig/sys/file.h"

static bool is_cgroup(const struct dirent *entry)
{
	return entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

/* Removes the child cgroups of dir, up to the first one that is busy, whose name is returned in
 * busy ("" for none). */
static bool remove_children(int dir, char busy[NAME_MAX + 1], bool *removed, struct err *e)
{
	autoclose int fd = sys_open_at(dir, ".", O_RDONLY | O_DIRECTORY, e);
	autodir DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	*busy = '\0';
	*removed = false;
	if (!d)
		return fd >= 0 ? fail_errno(e, "list a cgroup") : false;
	fd_take(&fd); /* d owns it now */
	while (!*busy && (errno = 0, entry = readdir(d))) {
		if (!is_cgroup(entry))
			continue;
		if (unlinkat(dir, entry->d_name, AT_REMOVEDIR) == 0)
			*removed = true;
		else if (errno == EBUSY || errno == ENOTEMPTY)
			snprintf(busy, NAME_MAX + 1, "%s", entry->d_name);
		else if (errno != ENOENT)
			return fail_errno(e, "remove cgroup %s", entry->d_name);
	}
	return *busy || errno == 0 ? true : fail_errno(e, "list a cgroup");
}

static bool change_dir(int *dir, const char *to, struct err *e)
{
	int next = sys_open_at(*dir, to, O_PATH | O_DIRECTORY | O_NOFOLLOW, e);

	if (next < 0)
		return false;
	fd_close(dir);
	*dir = next;
	return true;
}

bool sys_cgroup_rmtree(const char *mount, const char *path, struct err *e)
{
	autoclose int dir = sys_cgroup_open(mount, path, e);
	bool descended = false, removed;
	char name[NAME_MAX + 1];
	size_t depth = 0;

	if (dir < 0)
		return false;
	for (;;) {
		if (!remove_children(dir, name, &removed, e))
			return false;
		if (!*name && depth == 0)
			return true;
		/* The cgroup stayed busy although it has no child cgroups: it has processes. */
		if (!*name && descended && !removed)
			return fail_code(e, EBUSY, "remove a cgroup beneath %s%s", mount, path);
		descended = *name != '\0';
		if (!change_dir(&dir, descended ? name : "..", e))
			return false;
		depth += descended ? 1 : (size_t)-1;
	}
}

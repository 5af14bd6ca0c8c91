/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the pid to a new file, and renames that. */
#include "pid-file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/sys/file.h"

static bool may_replace(const char *path, struct err *e)
{
	struct stat st;

	if (!sys_stat_at(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, &st, e))
		return e->code == ENOENT;
	return S_ISREG(st.st_mode) ||
	       fail(e, "%s exists and is not a regular file; give another path", path);
}

bool pid_file_check(const char *path, struct err *e)
{
	return !path || may_replace(path, e) || fail_in(e, "--pid-file");
}

static bool write_file(const char *path, pid_t pid, struct err *e)
{
	char tmp[4096], text[16];
	struct err ignored;
	const char *slash = strrchr(path, '/');
	int dir = slash ? (int)(slash - path + 1) : 0;
	autoclose int fd = -1;

	if (snprintf(tmp, sizeof(tmp), "%.*s.%s.tmp", dir, path, path + dir) >= (int)sizeof(tmp))
		return fail(e, "the path is too long");
	/* In a directory that all users may write to, a file of this name may belong to another
	 * user: it is never written to. */
	if (!sys_unlink_at(AT_FDCWD, tmp, 0, e) && e->code != ENOENT)
		return false;
	fd = sys_create_at(AT_FDCWD, tmp, O_WRONLY | O_EXCL | O_NOFOLLOW, 0644, e);
	if (fd < 0)
		return false;
	snprintf(text, sizeof(text), "%d", pid);
	if (sys_write_all(fd, text, strlen(text), tmp, e) && may_replace(path, e) &&
		sys_rename_at(AT_FDCWD, tmp, path, e))
		return true;
	if (!sys_unlink_at(AT_FDCWD, tmp, 0, &ignored))
		log_warn("%s, ignoring", ignored.text);
	return false;
}

bool pid_file_write(const char *path, pid_t pid, struct err *e)
{
	return write_file(path, pid, e) || fail_in(e, "--pid-file");
}

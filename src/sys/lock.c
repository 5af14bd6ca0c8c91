/* SPDX-License-Identifier: Apache-2.0 */
/* flock(2) with a timeout. */
#include "brig/sys/lock.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "brig/sys/clock.h"
#include "brig/sys/file.h"
#include "brig/sys/hung-process.h"

enum { LOCKS_MAX = 1 << 20, POLL_US = 2000 };

/* Returns the pid of the lock's holder from /proc/locks ("1: FLOCK ADVISORY WRITE 77 00:1b:4711 0
 * EOF", proc(5)); 0 when it is not listed. */
static pid_t lock_holder(int fd)
{
	autoarena struct arena a = {0};
	struct err ignored;
	struct stat st;
	const char *line = sys_read_at(&a, AT_FDCWD, "/proc/locks", LOCKS_MAX, NULL, &ignored);
	unsigned long inode;
	int pid;

	if (fstat(fd, &st) < 0)
		return 0;
	for (; line; line = strchr(line, '\n'), line = line ? line + 1 : NULL)
		if (sscanf(line, "%*d: FLOCK %*s %*s %d %*x:%*x:%lu", &pid, &inode) == 2 &&
			inode == st.st_ino && pid > 0)
			return pid;
	return 0;
}

bool sys_lock(int fd, const char *name, int timeout_ms, struct err *e)
{
	int64_t end = 0;

	/* flock(2) has no timeout, so this polls; the lock is nearly always free. */
	for (;;) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fail_errno(e, "lock %s", name);
		if (end == 0)
			end = sys_clock_ms() + timeout_ms;
		if (sys_clock_ms() >= end)
			return fail_hung(e, timeout_ms > 0 ? lock_holder(fd) : 0,
				"%s is still locked after %d ms", name, timeout_ms);
		sys_sleep_us(POLL_US);
	}
}

bool sys_unlock(int fd, const char *name, struct err *e)
{
	return flock(fd, LOCK_UN) == 0 ? true : fail_errno(e, "unlock %s", name);
}

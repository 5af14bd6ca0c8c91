/* SPDX-License-Identifier: Apache-2.0 */
/* Flags of descriptors, partial reads and writes. */
#include "brig/sys/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

bool sys_set_nonblocking(int fd, bool on, const char *name, struct err *e)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) < 0)
		return fail_errno(e, "%s", name);
	return true;
}

bool sys_fd_is_inheritable(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags >= 0 && !(flags & FD_CLOEXEC);
}

ssize_t sys_read_part(int fd, void *bytes, size_t n, const char *name, struct err *e)
{
	ssize_t got;

	do {
		got = read(fd, bytes, n);
	} while (got < 0 && errno == EINTR);
	return got >= 0 ? got : fail_fd(fail_errno(e, "read %s", name));
}

ssize_t sys_write_part(int fd, const void *bytes, size_t n, const char *name, struct err *e)
{
	ssize_t put;

	do {
		put = write(fd, bytes, n);
	} while (put < 0 && errno == EINTR);
	return put >= 0 ? put : fail_fd(fail_errno(e, "write %s", name));
}

bool sys_set_stdout(int fd, struct err *e)
{
	return dup2(fd, STDOUT_FILENO) >= 0 || fail_errno(e, "standard output");
}

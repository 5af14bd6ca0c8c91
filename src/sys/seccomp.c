/* SPDX-License-Identifier: Apache-2.0 */
/* seccomp(2). */
#include "brig/sys/seccomp.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "brig/sys/procfs.h"

bool sys_seccomp_load(const struct sock_filter *program, size_t n, uint32_t flags,
	int *ret_listener, struct err *e)
{
	struct sock_fprog p = {.len = (unsigned short)n, .filter = (struct sock_filter *)program};
	long ret;

	*ret_listener = -1;
	if (n == 0 || n > BPF_MAXINSNS)
		return fail(e, "seccomp filter of %zu instructions; the kernel accepts 1 to %d", n,
			BPF_MAXINSNS);
	ret = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &p);
	if (ret < 0)
		return fail_errno(e, "load the seccomp filter");
	if (flags & SECCOMP_FILTER_FLAG_NEW_LISTENER)
		*ret_listener = (int)ret;
	else if (ret > 0)
		return fail(e, "load the seccomp filter: thread %ld cannot be synchronised", ret);
	return true;
}

bool sys_seccomp_has_flags(uint32_t flags)
{
	/* The kernel checks the flags before it reads the program, so supported flags with NULL
	 * give EFAULT. */
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, NULL) < 0 && errno == EFAULT;
}

bool sys_seccomp_has_action(uint32_t action)
{
	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

bool sys_next_fd(int *ret, struct err *e)
{
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);

	/* With standard input closed the duplication fails, and open(2) gives the lowest number:
	 * 0. */
	if (fd < 0 && errno == EBADF)
		fd = open("/", O_PATH | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(e, "find a free descriptor");
	close(fd);
	*ret = fd;
	return true;
}

int sys_pidfd_getfd(int pidfd, int number, struct err *e)
{
	int fd = (int)syscall(SYS_pidfd_getfd, pidfd, number, 0);

	return fd >= 0 ? fd : fail_fd(fail_errno(e, "get descriptor %d of the process", number));
}

bool sys_is_listener(int fd)
{
	struct err ignored;
	int proc = sys_procfs(&ignored);
	char path[32], target[64];
	ssize_t n;

	if (proc < 0)
		return false;
	snprintf(path, sizeof(path), "self/fd/%d", fd);
	n = readlinkat(proc, path, target, sizeof(target));
	return n == 25 && memcmp(target, "anon_inode:seccomp notify", 25) == 0;
}

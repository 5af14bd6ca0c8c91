/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a listener from the filtered process, which may be able to do nothing any more, to the
 * agent. */
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/security/seccomp.h"
#include "brig/sys/process.h"
#include "brig/sys/seccomp.h"
#include "brig/sys/sock.h"

bool seccomp_listener_number(int *ret, struct err *e)
{
	return sys_next_fd(ret, e);
}

enum { LOOKS_PER_MS = 20 };

int seccomp_fetch(int pidfd, int number, int timeout_ms, struct err *e)
{
	/* Nobody can tell us that it is there: telling takes a system call. It is a matter of
	 * microseconds, for which the process waits busily. */
	for (int waited = 0; waited / LOOKS_PER_MS <= timeout_ms; waited++) {
		autoclose int fd = sys_pidfd_getfd(pidfd, number, e);

		if (fd >= 0 && sys_is_listener(fd))
			return fd_take(&fd);
		if (fd < 0 && e->code != EBADF)
			return fail_fd(fail_in(e, "linux.seccomp: listener"));
		usleep(1000 / LOOKS_PER_MS);
		if (sys_wait_end(pidfd, 0))
			return fail_fd(fail(e, "linux.seccomp: the process ended before its "
					       "listener was there"));
	}
	return fail_fd(
		fail(e, "linux.seccomp: no listener in the process after %d ms", timeout_ms));
}

int seccomp_connect(const struct seccomp_plan *p, struct err *e)
{
	int sock = sys_connect(p->listener_path, e);

	return sock >= 0 ? sock : fail_fd(fail_in(e, "linux.seccomp.listenerPath"));
}

bool seccomp_send(int sock, int listener, const char *state, struct err *e)
{
	return sys_send(sock, state, strlen(state), listener, e)
		       ? true
		       : fail_in(e, "linux.seccomp.listenerPath");
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a listener from the filtered process, which may be able to do nothing any more, to the
 * agent. */
#include <string.h>

#include "brig/base/fd.h"
#include "brig/security/seccomp.h"
#include "brig/sys/process.h"
#include "brig/sys/seccomp.h"
#include "brig/sys/sock.h"

bool seccomp_listener_number(int *ret, struct err *e)
{
	return sys_next_fd(ret, e);
}

int seccomp_fetch(int pidfd, int number, int timeout_ms, struct err *e)
{
	/* Nobody can tell us that it is there: telling takes a system call. It is a matter of
	 * microseconds. */
	for (int waited = 0; waited <= timeout_ms; waited++) {
		autoclose int fd = sys_pidfd_getfd(pidfd, number, e);

		if (fd >= 0 && sys_is_listener(fd))
			return fd_take(&fd);
		if (fd < 0 && e->code != EBADF)
			return fail_fd(fail_in(e, "linux.seccomp: listener"));
		if (sys_wait_end(pidfd, waited > 0))
			return fail_fd(fail(e, "linux.seccomp: the process ended before its "
					       "listener was there"));
	}
	return fail_fd(
		fail(e, "linux.seccomp: no listener in the process after %d ms", timeout_ms));
}

bool seccomp_send(const struct seccomp_plan *p, int listener, const char *state, struct err *e)
{
	autoclose int sock = sys_connect(p->listener_path, e);

	if (sock < 0 || !sys_send(sock, state, strlen(state), listener, e))
		return fail_in(e, "linux.seccomp.listenerPath %s", p->listener_path);
	return true;
}

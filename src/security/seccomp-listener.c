/* SPDX-License-Identifier: Apache-2.0 */
/* Takes the listener out of the filtered process and sends it to the agent. */
#include "brig/security/seccomp-listener.h"

#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/process.h"
#include "brig/sys/seccomp.h"
#include "brig/sys/sock.h"

bool seccomp_listener_number(int *ret, struct err *e)
{
	return sys_next_fd(ret, e);
}

enum { TRIES_PER_MS = 20 };

int seccomp_fetch(int pidfd, int number, int timeout_ms, struct err *e)
{
	/* The process cannot report the listener, which would take a system call. The process loads
	 * the filter within microseconds and then waits in a busy loop. */
	for (int waited = 0; waited / TRIES_PER_MS <= timeout_ms; waited++) {
		autoclose int fd = sys_pidfd_getfd(pidfd, number, e);

		if (fd >= 0 && sys_is_listener(fd))
			return fd_take(&fd);
		if (fd < 0 && e->code != EBADF)
			return fail_fd(fail_in(e, "linux.seccomp: listener"));
		usleep(1000 / TRIES_PER_MS);
		if (sys_wait_end(pidfd, 0))
			return fail_fd(fail(e, "linux.seccomp: the process ended before it had "
					       "a listener"));
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

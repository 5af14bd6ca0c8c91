/* SPDX-License-Identifier: Apache-2.0 */
/* poll(2). */
#include "brig/sys/poll.h"

int sys_poll(struct pollfd *p, size_t n, int timeout_ms, struct err *e)
{
	int ready = poll(p, n, timeout_ms);

	if (ready >= 0 || errno == EINTR)
		return ready >= 0 ? ready : 0;
	return fail_fd(fail_errno(e, "poll"));
}

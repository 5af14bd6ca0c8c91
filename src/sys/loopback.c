/* SPDX-License-Identifier: Apache-2.0 */
/* The loopback device by ioctl(2), without netlink. */
#include "brig/sys/loopback.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "brig/base/fd.h"

bool sys_loopback_up(struct err *e)
{
	/* Any socket works, and every kernel has this family. */
	autoclose int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq r = {.ifr_name = "lo", .ifr_flags = IFF_UP};

	return fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &r) == 0 ? true : fail_errno(e, "set lo up");
}

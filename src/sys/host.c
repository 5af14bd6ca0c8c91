/* SPDX-License-Identifier: Apache-2.0 */
/* Reading struct host. */
#include "brig/sys/host.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"

static int find_last_cap(void)
{
	int low = 0, high = 63;

	while (low < high) {
		int mid = (low + high + 1) / 2;

		if (prctl(PR_CAPBSET_READ, mid, 0, 0, 0) >= 0)
			low = mid;
		else
			high = mid - 1;
	}
	return low;
}

/* The initial user namespace maps all 2^32 - 1 ids onto themselves. */
static bool in_initial_userns(bool *ret, struct err *e)
{
	autoclose int fd = sys_open_at(AT_FDCWD, "/proc/self/uid_map", O_RDONLY, e);
	unsigned inside = 1, outside = 1, count = 0;
	char text[128] = "";

	if (fd < 0)
		return false;
	if (read(fd, text, sizeof(text) - 1) < 0)
		return fail_errno(e, "read /proc/self/uid_map");
	*ret = sscanf(text, "%u %u %u", &inside, &outside, &count) == 3 && inside == 0 &&
	       outside == 0 && count == 4294967295U;
	return true;
}

bool sys_host_read(struct host *ret, struct err *e)
{
	struct utsname u;
	bool initial;

	if (uname(&u) < 0)
		return fail_errno(e, "uname");
	snprintf(ret->release, sizeof(ret->release), "%s", u.release);
	if (sscanf(u.release, "%u.%u", &ret->kernel_major, &ret->kernel_minor) != 2)
		return fail(e, "kernel release '%s' is not understood", u.release);
	if (!in_initial_userns(&initial, e))
		return false;
	ret->uid = geteuid();
	ret->gid = getegid();
	ret->in_userns = !initial;
	ret->rootless = ret->uid != 0 || ret->in_userns;
	ret->last_cap = find_last_cap();
	return true;
}

void sys_host_as_root(struct host *h)
{
	h->uid = 0;
	h->gid = 0;
	h->in_userns = false;
	h->rootless = false;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/rlimit.h. */
#include "brig/sys/rlimit.h"

#include <inttypes.h>

#include "fake.h"

bool sys_rlimit_set(
	pid_t pid, int resource, const char *name, uint64_t soft, uint64_t hard, struct err *e)
{
	(void)resource;
	return fake_call(e, "prlimit %d %s %" PRIu64 " %" PRIu64, pid, name, soft, hard);
}

bool sys_rlimit_get(pid_t pid, int resource, const char *name, uint64_t *ret_soft,
	uint64_t *ret_hard, struct err *e)
{
	(void)resource;
	*ret_soft = *ret_hard = 1024;
	return fake_call(e, "get %s of %d", name, pid);
}

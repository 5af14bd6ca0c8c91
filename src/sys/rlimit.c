/* SPDX-License-Identifier: Apache-2.0 */
/* Resource limits. */
#include "brig/sys/rlimit.h"

#include <inttypes.h>
#include <stddef.h>
#include <sys/resource.h>

bool sys_rlimit_set(
	pid_t pid, int resource, const char *name, uint64_t soft, uint64_t hard, struct err *e)
{
	struct rlimit want = {soft, hard};

	return prlimit(pid, resource, &want, NULL) == 0
		       ? true
		       : fail_errno(e, "set %s to %" PRIu64 ":%" PRIu64, name, soft, hard);
}

bool sys_rlimit_get(pid_t pid, int resource, const char *name, uint64_t *ret_soft,
	uint64_t *ret_hard, struct err *e)
{
	struct rlimit has;

	if (prlimit(pid, resource, NULL, &has) < 0)
		return fail_errno(e, "get %s", name);
	*ret_soft = has.rlim_cur;
	*ret_hard = has.rlim_max;
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Capability sets by the kernel's own calls: they are two numbers and need no library. */
#include "brig/sys/cap.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

bool sys_cap_get(struct sys_caps *ret, struct err *e)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct d[2] = {0};

	if (syscall(SYS_capget, &header, d) < 0)
		return fail_errno(e, "get capabilities");
	ret->effective = d[0].effective | (uint64_t)d[1].effective << 32;
	ret->permitted = d[0].permitted | (uint64_t)d[1].permitted << 32;
	ret->inheritable = d[0].inheritable | (uint64_t)d[1].inheritable << 32;
	return true;
}

bool sys_cap_set(const struct sys_caps *caps, struct err *e)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct d[2] = {
		{(uint32_t)caps->effective, (uint32_t)caps->permitted, (uint32_t)caps->inheritable},
		{(uint32_t)(caps->effective >> 32), (uint32_t)(caps->permitted >> 32),
			(uint32_t)(caps->inheritable >> 32)},
	};

	return syscall(SYS_capset, &header, d) == 0 ? true : fail_errno(e, "set capabilities");
}

bool sys_cap_bounding(uint64_t *ret, int *ret_last, struct err *e)
{
	int cap, has = 0;

	*ret = 0;
	for (cap = 0; cap < 64; cap++) {
		has = prctl(PR_CAPBSET_READ, cap, 0, 0, 0);
		if (has < 0)
			break;
		*ret |= (uint64_t)has << cap;
	}
	*ret_last = cap - 1;
	return cap > 0 ? true : fail_errno(e, "read the capability bounding set");
}

bool sys_cap_drop(int cap, struct err *e)
{
	return prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0
		       ? true
		       : fail_errno(e, "drop capability %d from the bounding set", cap);
}

bool sys_cap_ambient_clear(struct err *e)
{
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0 || errno == EINVAL)
		return true;
	return fail_errno(e, "clear the ambient capabilities");
}

bool sys_cap_ambient_raise(int cap, struct err *e)
{
	return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) == 0
		       ? true
		       : fail_errno(e, "raise ambient capability %d", cap);
}

bool sys_no_new_privs(struct err *e)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? true
							   : fail_errno(e, "set no_new_privs");
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Capability sets. */
#include "brig/sys/cap.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint64_t whole(uint32_t low, uint32_t high)
{
	return low | (uint64_t)high << 32;
}

bool sys_cap_get(struct sys_caps *ret, struct err *e)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct d[_LINUX_CAPABILITY_U32S_3] = {0};

	if (syscall(SYS_capget, &head, d) < 0)
		return fail_errno(e, "get capabilities");
	ret->effective = whole(d[0].effective, d[1].effective);
	ret->permitted = whole(d[0].permitted, d[1].permitted);
	ret->inheritable = whole(d[0].inheritable, d[1].inheritable);
	return true;
}

bool sys_cap_set(const struct sys_caps *caps, struct err *e)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct d[_LINUX_CAPABILITY_U32S_3];

	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		d[i] = (struct __user_cap_data_struct){
			.effective = (uint32_t)(caps->effective >> 32 * i),
			.permitted = (uint32_t)(caps->permitted >> 32 * i),
			.inheritable = (uint32_t)(caps->inheritable >> 32 * i),
		};
	return syscall(SYS_capset, &head, d) == 0 ? true : fail_errno(e, "set capabilities");
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

/* SPDX-License-Identifier: Apache-2.0 */
/* Capability sets, by the calls themselves: the kernel takes 64 bits as two halves. */
#include "brig/sys/cap.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { HALVES = _LINUX_CAPABILITY_U32S_3 };

bool sys_cap_get(struct sys_caps *ret, struct err *e)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct v[HALVES] = {0};

	if (syscall(SYS_capget, &head, v) < 0)
		return fail_errno(e, "get capabilities");
	ret->effective = v[0].effective | (uint64_t)v[1].effective << 32;
	ret->permitted = v[0].permitted | (uint64_t)v[1].permitted << 32;
	ret->inheritable = v[0].inheritable | (uint64_t)v[1].inheritable << 32;
	return true;
}

bool sys_cap_set(const struct sys_caps *caps, struct err *e)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct v[HALVES];

	for (int i = 0; i < HALVES; i++)
		v[i] = (struct __user_cap_data_struct){
			.effective = (uint32_t)(caps->effective >> 32 * i),
			.permitted = (uint32_t)(caps->permitted >> 32 * i),
			.inheritable = (uint32_t)(caps->inheritable >> 32 * i),
		};
	return syscall(SYS_capset, &head, v) == 0 ? true : fail_errno(e, "set capabilities");
}

bool sys_cap_drop(int cap, struct err *e)
{
	return prctl(PR_CAPBSET_DROP, (unsigned long)cap, 0, 0, 0) == 0
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
	return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, (unsigned long)cap, 0, 0) == 0
		       ? true
		       : fail_errno(e, "raise ambient capability %d", cap);
}

bool sys_no_new_privs(struct err *e)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? true
							   : fail_errno(e, "set no_new_privs");
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Capability sets, by libcap. */
#include "brig/sys/cap.h"

#include <sys/capability.h>
#include <sys/prctl.h>

/* Returns one flag of all capabilities as a set; makes no system call. */
static uint64_t caps_with_flag(cap_t caps, cap_flag_t flag)
{
	uint64_t set = 0;

	for (cap_value_t cap = 0; cap < cap_max_bits(); cap++) {
		cap_flag_value_t has = CAP_CLEAR;

		if (cap_get_flag(caps, cap, flag, &has) == 0 && has == CAP_SET)
			set |= 1ULL << cap;
	}
	return set;
}

bool sys_cap_get(struct sys_caps *ret, struct err *e)
{
	cap_t caps = cap_get_proc();

	if (!caps)
		return fail_errno(e, "get capabilities");
	ret->effective = caps_with_flag(caps, CAP_EFFECTIVE);
	ret->permitted = caps_with_flag(caps, CAP_PERMITTED);
	ret->inheritable = caps_with_flag(caps, CAP_INHERITABLE);
	cap_free(caps);
	return true;
}

static bool raise_flag(cap_t caps, cap_flag_t flag, uint64_t set)
{
	cap_value_t list[64];
	int n = 0;

	for (cap_value_t cap = 0; cap < 64; cap++)
		if (set & 1ULL << cap)
			list[n++] = cap;
	return n == 0 || cap_set_flag(caps, flag, n, list, CAP_SET) == 0;
}

bool sys_cap_set(const struct sys_caps *caps, struct err *e)
{
	cap_t all = cap_init();
	bool ok;

	if (!all)
		return fail_errno(e, "set capabilities");
	ok = raise_flag(all, CAP_EFFECTIVE, caps->effective) &&
	     raise_flag(all, CAP_PERMITTED, caps->permitted) &&
	     raise_flag(all, CAP_INHERITABLE, caps->inheritable) && cap_set_proc(all) == 0;
	if (!ok)
		err_set(e, errno, "set capabilities");
	cap_free(all);
	return ok;
}

bool sys_cap_drop(int cap, struct err *e)
{
	return cap_drop_bound(cap) == 0
		       ? true
		       : fail_errno(e, "drop capability %d from the bounding set", cap);
}

bool sys_cap_ambient_clear(struct err *e)
{
	if (cap_reset_ambient() == 0 || errno == EINVAL)
		return true;
	return fail_errno(e, "clear the ambient capabilities");
}

bool sys_cap_ambient_raise(int cap, struct err *e)
{
	return cap_set_ambient(cap, CAP_SET) == 0
		       ? true
		       : fail_errno(e, "raise ambient capability %d", cap);
}

bool sys_no_new_privs(struct err *e)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? true
							   : fail_errno(e, "set no_new_privs");
}

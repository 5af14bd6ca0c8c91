/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/cap.h. */
#include "brig/sys/cap.h"

#include "creds.h"
#include "fake.h"

static uint64_t permitted = (1ULL << 41) - 1;

void fake_caps_are(uint64_t set)
{
	permitted = set;
}

bool sys_cap_get(struct sys_caps *ret, struct err *e)
{
	*ret = (struct sys_caps){permitted, permitted, 0};
	return fake_call(e, "capget");
}

bool sys_cap_set(const struct sys_caps *caps, struct err *e)
{
	if (!fake_call(e, "capset effective %llx permitted %llx inheritable %llx",
		    (unsigned long long)caps->effective, (unsigned long long)caps->permitted,
		    (unsigned long long)caps->inheritable))
		return false;
	return (caps->permitted & ~permitted) == 0 ? true : fail_code(e, EPERM, "capset");
}

bool sys_cap_drop(int cap, struct err *e)
{
	return fake_call(e, "drop capability %d", cap);
}

bool sys_cap_ambient_clear(struct err *e)
{
	return fake_call(e, "clear ambient");
}

bool sys_cap_ambient_raise(int cap, struct err *e)
{
	return fake_call(e, "raise ambient %d", cap);
}

bool sys_no_new_privs(struct err *e)
{
	return fake_call(e, "no_new_privs");
}

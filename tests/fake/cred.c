/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/cred.h. */
#include "brig/sys/cred.h"

#include <stdio.h>

#include "creds.h"
#include "fake.h"

static bool denied;

void fake_setgroups_is_denied(bool yes)
{
	denied = yes;
}

bool sys_setgroups(const gid_t *groups, size_t n, struct err *e)
{
	char text[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < n && used < sizeof(text) - 12; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, " %u", groups[i]);
	if (!fake_call(e, "setgroups%s", text))
		return false;
	return !denied ? true : fail_code(e, EPERM, "setgroups");
}

bool sys_setgid(gid_t gid, struct err *e)
{
	return fake_call(e, "setgid %u", gid);
}

bool sys_setuid(uid_t uid, struct err *e)
{
	return fake_call(e, "setuid %u", uid);
}

bool sys_act_as_user(uid_t uid, struct err *e)
{
	return fake_call(e, "act as user %u", uid);
}

bool sys_keep_caps(bool keep, struct err *e)
{
	return fake_call(e, "keepcaps %d", keep);
}

bool sys_setgroups_denied(void)
{
	return denied;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/uts.h. */
#include "brig/sys/uts.h"

#include "fake.h"

bool sys_set_hostname(const char *name, struct err *e)
{
	return fake_call(e, "sethostname %s", name);
}

bool sys_set_domainname(const char *name, struct err *e)
{
	return fake_call(e, "setdomainname %s", name);
}

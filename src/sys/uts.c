/* SPDX-License-Identifier: Apache-2.0 */
/* Names of the uts namespace. */
#include "brig/sys/uts.h"

#include <string.h>
#include <unistd.h>

bool sys_set_hostname(const char *name, struct err *e)
{
	return sethostname(name, strlen(name)) == 0 ? true
						    : fail_errno(e, "set host name '%s'", name);
}

bool sys_set_domainname(const char *name, struct err *e)
{
	return setdomainname(name, strlen(name)) == 0 ? true
						      : fail_errno(e, "set domain name '%s'", name);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/lsm.h. */
#include "brig/sys/lsm.h"

bool sys_has_apparmor(void)
{
	return true;
}

bool sys_has_selinux(void)
{
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* keyctl(2). */
#include "brig/sys/keyring.h"

#include <linux/keyctl.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

bool sys_keyring_reachable(void)
{
	return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0) >= 0;
}

bool sys_keyring_join(struct err *e)
{
	return syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0
		       ? true
		       : fail_errno(e, "join a new session keyring");
}

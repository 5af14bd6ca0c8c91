/* SPDX-License-Identifier: Apache-2.0 */
/* The session keyring. */
#include "brig/security/keyring.h"

#include "brig/sys/key.h"

bool keyring_join(struct err *e)
{
	if (sys_keyring_join(e) || e->code == ENOSYS || e->code == EPERM || e->code == EACCES)
		return true;
	if (e->code == EDQUOT)
		return fail_in(e,
			"the user has too many keys (see the sysctls kernel.keys.maxkeys and "
			"root_maxkeys; --no-new-keyring goes without)");
	return false;
}

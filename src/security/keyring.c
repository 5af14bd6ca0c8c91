/* SPDX-License-Identifier: Apache-2.0 */
/* Joins a new session keyring. */
#include "brig/security/keyring.h"

#include "brig/sys/keyring.h"

bool keyring_join(struct err *e)
{
	if (sys_keyring_join(e))
		return true;
	if (e->code == ENOSYS || e->code == EPERM || e->code == EACCES)
		return !sys_keyring_reachable() ||
		       fail_in(e, "the container would have the caller's keys "
				  "(--no-new-keyring allows that)");
	if (e->code == EDQUOT)
		return fail_in(e,
			"the user has too many keys; raise the sysctl kernel.keys.maxkeys or "
			"root_maxkeys, or use --no-new-keyring");
	return false;
}

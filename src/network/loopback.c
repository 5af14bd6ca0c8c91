/* SPDX-License-Identifier: Apache-2.0 */
/* Setting up the loopback device. */
#include "brig/network/loopback.h"

#include "brig/sys/loopback.h"

bool loopback_apply(const struct network_plan *p, struct err *e)
{
	return !p->loopback || sys_loopback_up(e);
}

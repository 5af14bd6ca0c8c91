/* SPDX-License-Identifier: Apache-2.0 */
/* Fault points of builds without -Dfault=true: none. */
#include "brig/base/fault.h"

void fault_init(void)
{
}

bool fault_before(const char *step, struct err *e)
{
	(void)step;
	(void)e;
	return false;
}

void fault_after(const char *step)
{
	(void)step;
}

void fault_stop(const char *name)
{
	(void)name;
}

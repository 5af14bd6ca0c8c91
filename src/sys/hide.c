/* SPDX-License-Identifier: Apache-2.0 */
/* The attribute "dumpable" of this process. */
#include "brig/sys/hide.h"

#include <sys/prctl.h>

static bool hidden;

static bool set_dumpable(bool on, struct err *e)
{
	return prctl(PR_SET_DUMPABLE, on, 0, 0, 0) == 0 ? true : fail_errno(e, "set dumpable");
}

bool sys_hide(struct err *e)
{
	if (hidden)
		return true;
	hidden = true;
	return set_dumpable(false, e);
}

bool sys_unhide(struct err *e)
{
	hidden = false;
	return set_dumpable(true, e);
}

bool sys_hide_again(struct err *e)
{
	return !hidden || set_dumpable(false, e);
}

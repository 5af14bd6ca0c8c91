/* SPDX-License-Identifier: Apache-2.0 */
/* Faults on demand. */
#include "fault.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "brig/base/str.h"

static bool named(const char *variable, const char *step)
{
	const char *wanted = getenv(variable);

	return wanted && str_eq(wanted, step);
}

bool fault_before(const char *step, struct err *e)
{
	return named("BRIG_FAULT", step) && !fail(e, "made to fail at step %s", step);
}

void fault_after(const char *step)
{
	if (!named("BRIG_FAULT_KILL", step))
		return;
	raise(SIGKILL);
	_exit(EXIT_FAILURE); /* the first process of a pid namespace outlives that */
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting as long as there is progress. */
#include "await.h"

#include "brig/base/parse.h"
#include "brig/sys/interrupt.h"
#include "brig/sys/stuck.h"

/* Slow disks and servers wake the process that waits for them; who sleeps through a whole look is
 * waiting for what does not come. */
enum { LOOK_MS = 15000, LOOKS = 40 };

static bool stuck(const struct awaited *who, int looks, struct err *e)
{
	return fail_stuck(e, who->pid, "the container's process has not got on for %d s",
		looks * LOOK_MS / 1000);
}

bool await(const struct awaited *who, struct err *e)
{
	autoarena struct arena a = {0};
	const char *last = NULL;
	int timeout_ms = who->hooks_ms < 0 ? -1 : who->hooks_ms + LOOK_MS, sig;

	for (int looks = 1;; looks++, timeout_ms = LOOK_MS) {
		switch (sys_wait_or_interrupt(who->wire, who->interrupts, timeout_ms, &sig, e)) {
		case SYS_WOKEN_READY:
			return true;
		case SYS_WOKEN_INTERRUPTED:
			err_set(e, 0, "ended by SIG%s while waiting for the container's process",
				signal_name(sig));
			e->code = EINTR;
			return false;
		case SYS_WOKEN_FAILED:
			return false;
		case SYS_WOKEN_LATE:
			break;
		}
		if (!sys_moved(&a, who->pid, &last))
			return stuck(who, 1, e);
		if (looks == LOOKS)
			return stuck(who, LOOKS, e);
	}
}

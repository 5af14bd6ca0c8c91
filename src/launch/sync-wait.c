/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting as long as there is progress. */
#include "sync-wait.h"

#include "brig/base/parse.h"
#include "brig/sys/hung-process.h"
#include "brig/sys/signal-wait.h"

/* Slow disks and servers wake the process that waits for them; who sleeps through a whole span is
 * waiting for what does not come. A process that was stopped (SIGSTOP, of whoever may signal it) is
 * not continued: who has stopped it would again. Twice, since with a terminal's SIGTSTP we are
 * stopped as well, and may be continued before it. */
enum { LOOK_MS = 1000, SPAN = 15, SPANS = 40, STOPPED = 2 };

struct look {
	struct arena *arena;
	const char *last; /* of sys_progressed() */
	int stopped, asleep, spans;
};

static bool stuck(const struct sync_wait *who, int seconds, struct err *e)
{
	return fail_hung(e, who->pid, "the container's process has not got on for %d s", seconds);
}

/* Once a second. What it waits for in hooks is looked at from their end on. */
static bool go_on_waiting(struct look *l, const struct sync_wait *who, bool in_hooks, struct err *e)
{
	l->stopped = sys_stopped(l->arena, who->pid) ? l->stopped + 1 : 0;
	if (l->stopped == STOPPED)
		return fail_hung(e, who->pid, "somebody has stopped the container's process");
	if (in_hooks || l->asleep++ % SPAN > 0)
		return true;
	if (!sys_progressed(l->arena, who->pid, &l->last))
		return stuck(who, SPAN, e);
	return l->spans++ < SPANS || stuck(who, SPANS * SPAN, e);
}

bool sync_wait(const struct sync_wait *who, struct err *e)
{
	autoarena struct arena a = {0};
	struct look l = {.arena = &a};
	int hooks_ms = who->hooks_ms, sig;

	for (;;) {
		switch (sys_wait_or_interrupt(who->sync_fd, who->interrupts, LOOK_MS, &sig, e)) {
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
		if (!go_on_waiting(&l, who, hooks_ms != 0, e))
			return false;
		if (hooks_ms > 0)
			hooks_ms = hooks_ms > LOOK_MS ? hooks_ms - LOOK_MS : 0;
	}
}

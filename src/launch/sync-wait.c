/* SPDX-License-Identifier: Apache-2.0 */
/* Waits for a process as long as it makes progress. */
#include "sync-wait.h"

#include "brig/base/parse.h"
#include "brig/sys/hung-process.h"
#include "brig/sys/signal-wait.h"

/* Slow disks and servers wake the process that waits for them from time to time, so a process that
 * sleeps through SPAN checks waits for something that will not happen. A stopped process is an
 * error and is not continued, since whoever has stopped it could do so again. Only the second
 * check makes it an error: SIGTSTP of a terminal stops the runtime too, which may be continued
 * first.
 */
enum { CHECK_MS = 1000, SPAN = 15, SPANS_MAX = 40, STOPPED_MAX = 2 };

struct progress {
	struct arena *arena;
	const char *last; /* of sys_progressed() */
	int stopped, checks, spans;
};

/* Once a second. The progress of a process that waits for its hooks is not checked. */
static bool check_progress(
	struct progress *p, const struct sync_wait *wait, bool in_hooks, struct err *e)
{
	p->stopped = sys_stopped(p->arena, wait->pid) ? p->stopped + 1 : 0;
	if (p->stopped == STOPPED_MAX)
		return fail_hung(e, wait->pid, "the container's process was stopped by a signal");
	if (in_hooks || p->checks++ % SPAN > 0)
		return true;
	if (!sys_progressed(p->arena, wait->pid, &p->last))
		return fail_hung(
			e, wait->pid, "the container's process made no progress for %d s", SPAN);
	return p->spans++ < SPANS_MAX ||
	       fail_hung(e, wait->pid, "the container's process is not ready after %d s",
		       SPANS_MAX * SPAN);
}

bool sync_wait(const struct sync_wait *wait, struct err *e)
{
	autoarena struct arena a = {0};
	struct progress p = {.arena = &a};
	int hooks_ms = wait->hooks_ms, sig;

	for (;;) {
		switch (sys_wait_or_interrupt(wait->sync_fd, wait->interrupts, CHECK_MS, &sig, e)) {
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
		if (!check_progress(&p, wait, hooks_ms != 0, e))
			return false;
		if (hooks_ms > 0)
			hooks_ms = hooks_ms > CHECK_MS ? hooks_ms - CHECK_MS : 0;
	}
}

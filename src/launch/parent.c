/* SPDX-License-Identifier: Apache-2.0 */
/* Data of the runtime alone. */
#include "brig/launch/parent.h"

#include "brig/plan/show.h"
#include "sync-wait.h"

void launch_parent_init(struct launch_parent *lp, struct launch *l)
{
	*lp = (struct launch_parent){
		.l = l,
		.child_sync_fd = -1,
		.console_socket = -1,
		.console = -1,
		.netns = -1,
		.signals = -1,
		.interrupts = -1,
		.init = {.pid = -1, .pidfd = -1},
		.intermediate = {.pid = -1, .pidfd = -1},
	};
	for (size_t i = 0; i < HOOK_JOINS; i++)
		lp->hook_joins[i] = -1;
}

bool launch_wait_message(struct launch_parent *lp, pid_t pid, int hooks_ms, struct err *e)
{
	const struct sync_wait wait = {
		.pid = pid,
		.sync_fd = lp->l->sync_fd,
		.interrupts = lp->interrupts,
		.hooks_ms = hooks_ms,
	};

	return sync_wait(&wait, e);
}

bool launch_end_trace(struct launch *l, bool ok, struct err *e)
{
	const char *plan = NULL;

	if (l->trace && l->plan) {
		struct printer *d = printer_new(l->rt->arena, PRINTER_JSON);

		plan_show(l->plan, d);
		plan = printer_text(d);
	}
	return trace_end(l->trace, l->rt->trace, plan, ok, e);
}

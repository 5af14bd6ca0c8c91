/* SPDX-License-Identifier: Apache-2.0 */
/* Run: create, start, and the foreground. */
#include "brig/launch/runtime.h"

#include "../launch/create.h"
#include "../launch/foreground.h"
#include "../launch/sd-notify.h"
#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "status.h"

/* It may have been deleted by others while we waited. */
static void clean_up(struct runtime *rt, struct container *c)
{
	struct err later;
	bool there;

	if (c->dir < 0)
		return;
	if (!container_relock(c, &there, &later) || (there && !container_destroy(rt, c, &later)))
		log_warn("%s, ignoring", later.text);
}

static bool run_created(
	struct creation *c, const struct run_options *o, int *exit_status, struct err *e)
{
	autonotify struct notify notify = NO_NOTIFY;
	const struct sys_child init = c->init;

	/* Others may look at it and kill it while we wait. */
	if (!notify_open(&notify, &c->container, e) ||
		!runtime_start_container(
			c->rt, &c->container, fd_take(&c->sync_fd), c->interrupts, c->trace, e) ||
		!container_unlock(&c->container, e))
		return false;
	if (o->detach) {
		notify.pid = init.pid;
		return notify_wait(&notify, init.pidfd, c->interrupts, e);
	}
	fd_close(&c->rt->self.file); /* while the program runs */
	return foreground(&init, c->console, c->signals, &notify, exit_status, e);
}

static bool run_whole(
	struct creation *c, const struct run_options *o, int *exit_status, struct err *e)
{
	bool ok;

	if (!create_container(c, !o->detach, e))
		return false;
	ok = run_created(c, o, exit_status, e);
	fd_close(&c->sync_fd);
	fd_close(&c->console);
	fd_close(&c->signals);
	fd_close(&c->interrupts);
	if (ok && !o->detach)
		fd_close(&c->container.pidfd); /* it has ended */
	if (!ok || (!o->detach && !o->keep))
		clean_up(c->rt, &c->container);
	container_close(&c->container);
	return ok;
}

bool run(struct runtime *rt, const struct run_options *o, int *exit_status, struct err *e)
{
	struct creation c = {.rt = rt, .o = &o->create, .start_follows = true};
	bool ok;

	*exit_status = 0;
	if (!trace_open(rt->trace, &c.trace, e))
		return false;
	ok = run_whole(&c, o, exit_status, e);
	return trace_finish(&c, ok, e);
}

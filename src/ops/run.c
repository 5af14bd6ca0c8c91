/* SPDX-License-Identifier: Apache-2.0 */
/* run: creates and starts a container, and waits for it in the foreground. */
#include "brig/ops/run.h"

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/launch/foreground.h"
#include "brig/launch/parent.h"
#include "brig/launch/sd-notify.h"
#include "destroy.h"
#include "start.h"

/* While run waited, another command may have deleted the container. */
static void delete_container(struct runtime *rt, struct container *c)
{
	struct err later;
	bool there;

	if (c->dir < 0)
		return;
	if (!container_relock(c, &there, &later) || (there && !container_destroy(rt, c, &later)))
		log_warn("%s, ignoring", later.text);
}

static bool run_created(
	struct launch_parent *lp, const struct run_options *o, int *exit_status, struct err *e)
{
	autonotify struct notify notify = NO_NOTIFY;
	const struct sys_child init = lp->init;

	/* Without the lock other commands can use the container while run waits. */
	if (!notify_open(&notify, &lp->l->container, e) ||
		!runtime_start_container(lp->l->rt, &lp->l->container, fd_take(&lp->l->sync_fd),
			lp->interrupts, lp->l->trace, e) ||
		!container_unlock(&lp->l->container, e))
		return false;
	if (o->detach) {
		notify.pid = init.pid;
		return notify_wait(&notify, init.pidfd, lp->interrupts, e);
	}
	fd_close(&lp->l->rt->self.file); /* while the program runs */
	return foreground(&init, lp->console, lp->signals, &notify, exit_status, e);
}

static bool run_container(
	struct launch_parent *lp, const struct run_options *o, int *exit_status, struct err *e)
{
	bool ok;

	if (!launch_create(lp, !o->detach, e))
		return false;
	ok = run_created(lp, o, exit_status, e);
	fd_close(&lp->l->sync_fd);
	fd_close(&lp->console);
	fd_close(&lp->signals);
	fd_close(&lp->interrupts);
	if (ok && !o->detach)
		fd_close(&lp->l->container.pidfd); /* init has ended */
	if (!ok || (!o->detach && !o->keep))
		delete_container(lp->l->rt, &lp->l->container);
	container_close(&lp->l->container);
	return ok;
}

bool runtime_run(struct runtime *rt, const struct run_options *o, int *exit_status, struct err *e)
{
	struct launch l;
	struct launch_parent lp;
	bool ok;

	*exit_status = 0;
	launch_init(&l, rt, &o->create);
	launch_parent_init(&lp, &l);
	l.start_follows = true;
	if (!trace_open(rt->trace, &l.trace, e))
		return false;
	ok = run_container(&lp, o, exit_status, e);
	return launch_end_trace(&l, ok, e);
}

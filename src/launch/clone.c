/* SPDX-License-Identifier: Apache-2.0 */
/* Makes init, or the process of exec. A user, time or joined pid namespace takes effect only for
 * children, so with such a namespace the runtime clones an intermediate process, which clones init
 * with CLONE_PARENT and sends its pidfd in MESSAGE_INIT; otherwise the runtime clones init
 * directly, with all other namespaces in the flags of one clone3(2). The cgroup namespace is made
 * later, once init is in its cgroup. Each child first replaces its executable and its arguments
 * (struct exe_seal), before a container can see it. */
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fault.h"
#include "brig/base/fd.h"
#include "brig/launch/sync.h"
#include "brig/sys/args.h"
#include "brig/sys/exe-remap.h"
#include "brig/sys/hide.h"
#include "brig/sys/sock.h"
#include "clone.h"
#include "init.h"
#include "intermediate.h"

#define INIT_TITLE "brig:init"

/* init makes the cgroup namespace after it has entered its cgroup, which becomes the root of the
 * new namespace. */
enum {
	KINDS_AFTER_CGROUP = CLONE_NEWCGROUP,
	KINDS_BY_INTERMEDIATE = CLONE_NEWUSER | CLONE_NEWTIME
};

static bool map_ids(struct launch_parent *lp, pid_t intermediate, struct err *e)
{
	struct received m;

	if (!(lp->l->plan->namespaces.made & CLONE_NEWUSER))
		return true;
	return launch_wait_message(lp, intermediate, 0, e) &&
	       sync_expect(lp->l->sync_fd, MESSAGE_MAP_IDS, &m, e) &&
	       namespace_map_ids(&lp->l->plan->namespaces, intermediate, e) &&
	       sync_send(lp->l->sync_fd, MESSAGE_GO, 0, -1, e);
}

static bool receive_init(struct launch_parent *lp, const struct intermediate_ops *ops,
	pid_t intermediate, struct err *e)
{
	struct received m;

	if (!launch_wait_message(lp, intermediate, 0, e) ||
		!sync_expect(lp->l->sync_fd, MESSAGE_INIT, &m, e))
		return false;
	if (m.fd < 0)
		return fail(e, "message 'init' has no pidfd");
	lp->init.pidfd = m.fd;
	if (ops->known && !ops->known(lp, e))
		return false;
	lp->init.pid = sys_pidfd_pid(m.fd, e);
	return lp->init.pid > 0;
}

/* The child replaces its executable by that of the overlay before it does anything else. Its
 * l->sync_fd is the other end of the synchronisation socket. */
static bool clone_sealed(struct launch_parent *lp, uint64_t flags, int cgroup, const char *title,
	struct sys_child *ret, struct err *e)
{
	const struct exe_seal *self = &lp->l->rt->self;
	struct exe_remap remap = {0};
	bool ok;

	if (self->file >= 0 && !exe_remap_copy(&remap, e))
		return false;
	ok = sys_clone(flags, cgroup, ret, e);
	if (ok && ret->pid == 0) {
		fault_stop("sealed-start");
		ok = self->file < 0 || exe_remap_apply(&remap, self->file, title, e);
		sys_args_wipe(title);
		sys_process_name(title);
		fd_close(&lp->l->rt->self.overlay);
		fd_close(&lp->l->rt->self.file);
		fd_close(&cgroup);
		fd_close(&lp->l->sync_fd);
		lp->l->sync_fd = fd_take(&lp->child_sync_fd);
		if (ok)
			return true;
		sync_send_error(lp->l->sync_fd, e);
		_exit(EXIT_FAILURE);
	}
	exe_remap_drop(&remap);
	return ok;
}

static _Noreturn void child_main(struct launch_parent *lp, void (*run)(struct launch_child *lc))
{
	struct launch_child lc;

	launch_child_init(&lc, lp->l);
	run(&lc);
	_exit(EXIT_FAILURE);
}

void clone_release_exe(struct launch_parent *lp)
{
	fd_close(&lp->l->rt->self.overlay);
	/* In the foreground the container runs meanwhile, and the caller of clone_release_exe()
	 * closes the file later. Otherwise the runtime closes the last descriptor here, while init
	 * works, and not at its own end, for which a caller may wait. */
	if (!lp->foreground)
		fd_close(&lp->l->rt->self.file);
}

bool clone_by_intermediate(
	struct launch_parent *lp, const struct intermediate_ops *ops, struct err *e)
{
	struct sys_child intermediate;
	struct err ignored;
	bool ok;
	int status;

	if (!clone_sealed(lp, 0, ops->cgroup, ops->title, &intermediate, e))
		return false;
	if (intermediate.pid == 0)
		child_main(lp, ops->run);
	fd_close(&lp->child_sync_fd);
	ok = ops->help(lp, intermediate.pid, e) && receive_init(lp, ops, intermediate.pid, e);
	if (!ok && !sys_pidfd_kill(intermediate.pidfd, SIGKILL, &ignored))
		ok = false;
	if (ok && ops->stays) {
		lp->intermediate = intermediate;
		return true;
	}
	if (!sys_wait(&intermediate, RUNTIME_DEADLINE_MS, &status, ok ? e : &ignored))
		ok = ok && fail_in(e, "intermediate process");
	fd_close(&intermediate.pidfd);
	return ok;
}

int clone_kinds_of_init(const struct launch *l)
{
	return l->plan->namespaces.made & ~(KINDS_BY_INTERMEDIATE | KINDS_AFTER_CGROUP);
}

int clone_kinds_of_child(const struct launch *l)
{
	return l->plan->cgroup_entry == CGROUP_ENTRY_LATE
		       ? l->plan->namespaces.made & ~(KINDS_AFTER_CGROUP | CLONE_NEWPID)
		       : 0;
}

static bool clone_directly(struct launch_parent *lp, int cgroup, struct err *e)
{
	int made =
		lp->l->plan->namespaces.made & ~KINDS_AFTER_CGROUP & ~clone_kinds_of_child(lp->l);

	if (!clone_sealed(lp, (uint64_t)made, cgroup, INIT_TITLE, &lp->init, e))
		return false;
	if (lp->init.pid == 0)
		child_main(lp, init_main);
	fd_close(&lp->child_sync_fd);
	return true;
}

bool clone_open_sync(struct launch_parent *lp, struct err *e)
{
	int pair[2];

	if (!sys_socketpair(pair, e))
		return false;
	lp->l->sync_fd = pair[0];
	lp->child_sync_fd = pair[1];
	return true;
}

bool clone_init(struct launch_parent *lp, struct err *e)
{
	struct intermediate_ops ops = {
		.title = INIT_TITLE, .cgroup = -1, .run = intermediate_main, .help = map_ids};
	autoclose int cgroup = -1;

	if (lp->l->plan->cgroup.clone_into_cgroup &&
		(lp->l->plan->cgroup_entry != CGROUP_ENTRY_PARENT ||
			!lp->l->plan->namespaces.needs_intermediate)) {
		cgroup = cgroup_open(&lp->l->plan->cgroup, e);
		if (cgroup < 0)
			return false;
	}
	ops.cgroup = cgroup;
	ops.stays = lp->l->plan->namespaces.joins_pid;
	return clone_open_sync(lp, e) &&
	       (lp->l->plan->namespaces.needs_intermediate ? clone_by_intermediate(lp, &ops, e)
							   : clone_directly(lp, cgroup, e));
}

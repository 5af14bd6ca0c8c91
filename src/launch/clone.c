/* SPDX-License-Identifier: Apache-2.0 */
/* From the runtime to init: one clone where that is possible, otherwise by a process in between. */
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
#include "brig/sys/file.h"
#include "brig/sys/hide.h"
#include "brig/sys/sock.h"
#include "clone.h"
#include "init.h"
#include "intermediate.h"

enum { END_MS = 10000 };

#define INIT_TITLE "brig:init"

/* Cgroup namespaces are made by init once it is in its group: the root of the new one is the group
 * that one is in. */
enum { LATE_KINDS = CLONE_NEWCGROUP, MIDDLE_KINDS = CLONE_NEWUSER | CLONE_NEWTIME };

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

static bool take_init(struct launch_parent *lp, const struct intermediate_ops *way,
	pid_t intermediate, struct err *e)
{
	struct received m;

	if (!launch_wait_message(lp, intermediate, 0, e) ||
		!sync_expect(lp->l->sync_fd, MESSAGE_INIT, &m, e))
		return false;
	if (m.fd < 0)
		return fail(e, "the message 'init' came without a pidfd");
	lp->init.pidfd = m.fd;
	if (way->known && !way->known(lp, e))
		return false;
	lp->init.pid = sys_pidfd_pid(m.fd, e);
	return lp->init.pid > 0;
}

/* The child is out of the container's reach before it does anything else, and has the other end of
 * the wire. */
static bool clone_sealed(struct launch_parent *lp, uint64_t flags, int group, const char *title,
	struct sys_child *ret, struct err *e)
{
	const struct exe_seal *self = &lp->l->rt->self;
	struct exe_remap image = {0};
	bool ok;

	if (self->file >= 0 && !exe_remap_copy(&image, e))
		return false;
	ok = sys_clone(flags, group, ret, e);
	if (ok && ret->pid == 0) {
		fault_stop("sealed-start");
		ok = self->file < 0 || exe_remap_apply(&image, self->file, title, e);
		sys_args_wipe(title);
		sys_process_name(title);
		fd_close(&lp->l->rt->self.overlay);
		fd_close(&lp->l->rt->self.file);
		fd_close(&group);
		fd_close(&lp->l->sync_fd);
		lp->l->sync_fd = fd_take(&lp->child_sync_fd);
		if (ok)
			return true;
		sync_send_error(lp->l->sync_fd, e);
		_exit(EXIT_FAILURE);
	}
	exe_remap_drop(&image);
	return ok;
}

static _Noreturn void be_child(struct launch_parent *lp, void (*run)(struct launch_child *lc))
{
	struct launch_child lc;

	launch_child_init(&lc, lp->l);
	run(&lc);
	_exit(EXIT_FAILURE);
}

void clone_release_exe(struct launch_parent *lp)
{
	fd_close(&lp->l->rt->self.overlay);
	/* Who is last gives the overlay back: we do, but where somebody waits for our end. */
	if (!lp->foreground)
		fd_close(&lp->l->rt->self.file);
}

bool clone_by_intermediate(
	struct launch_parent *lp, const struct intermediate_ops *way, struct err *e)
{
	struct sys_child intermediate;
	struct err ignored;
	bool ok;
	int status;

	if (!clone_sealed(lp, 0, way->cgroup, way->title, &intermediate, e))
		return false;
	if (intermediate.pid == 0)
		be_child(lp, way->run);
	fd_close(&lp->child_sync_fd);
	ok = way->help(lp, intermediate.pid, e) && take_init(lp, way, intermediate.pid, e);
	if (!ok && !sys_pidfd_kill(intermediate.pidfd, SIGKILL, &ignored))
		ok = false;
	if (ok && way->stays) {
		lp->intermediate = intermediate;
		return true;
	}
	if (!sys_wait(&intermediate, END_MS, &status, ok ? e : &ignored))
		ok = ok && fail_in(e, "process in between");
	fd_close(&intermediate.pidfd);
	return ok;
}

int clone_kinds_of_init(const struct launch *l)
{
	return l->plan->namespaces.made & ~(MIDDLE_KINDS | LATE_KINDS);
}

int clone_kinds_of_child(const struct launch *l)
{
	return l->plan->cgroup_entry == CGROUP_ENTRY_LATE
		       ? l->plan->namespaces.made & ~(LATE_KINDS | CLONE_NEWPID)
		       : 0;
}

static bool clone_directly(struct launch_parent *lp, int group, struct err *e)
{
	int made = lp->l->plan->namespaces.made & ~LATE_KINDS & ~clone_kinds_of_child(lp->l);

	if (!clone_sealed(lp, (uint64_t)made, group, INIT_TITLE, &lp->init, e))
		return false;
	if (lp->init.pid == 0)
		be_child(lp, init_main);
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
	struct intermediate_ops way = {
		.title = INIT_TITLE, .cgroup = -1, .run = intermediate_main, .help = map_ids};
	autoclose int group = -1;

	if (lp->l->plan->cgroup.clone_into_cgroup &&
		(lp->l->plan->cgroup_entry != CGROUP_ENTRY_PARENT ||
			!lp->l->plan->namespaces.needs_intermediate)) {
		group = cgroup_open(&lp->l->plan->cgroup, e);
		if (group < 0)
			return false;
	}
	way.cgroup = group;
	way.stays = lp->l->plan->namespaces.joins_pid;
	return clone_open_sync(lp, e) &&
	       (lp->l->plan->namespaces.needs_intermediate ? clone_by_intermediate(lp, &way, e)
							   : clone_directly(lp, group, e));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* From the runtime to init: one clone where that is possible, otherwise by a process in between. */
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fault.h"
#include "brig/base/fd.h"
#include "brig/cgroup/cgroup.h"
#include "brig/sys/args.h"
#include "brig/sys/exe-remap.h"
#include "brig/sys/file.h"
#include "brig/sys/hide.h"
#include "brig/sys/sock.h"
#include "child.h"
#include "launch.h"
#include "sync.h"

enum { END_MS = 10000 };

#define INIT_TITLE "brig:init"

/* Cgroup namespaces are made by init once it is in its group: the root of the new one is the group
 * that one is in. */
enum { LATE_KINDS = CLONE_NEWCGROUP, MIDDLE_KINDS = CLONE_NEWUSER | CLONE_NEWTIME };

static bool map_ids(struct creation *c, pid_t intermediate, struct err *e)
{
	struct received m;

	if (!(c->plan->namespaces.made & CLONE_NEWUSER))
		return true;
	return launch_wait_message(c, intermediate, 0, e) &&
	       sync_expect(c->sync_fd, MESSAGE_MAP_IDS, &m, e) &&
	       namespace_map_ids(&c->plan->namespaces, intermediate, e) &&
	       sync_send(c->sync_fd, MESSAGE_GO, 0, -1, e);
}

static bool take_init(
	struct creation *c, const struct intermediate_ops *way, pid_t intermediate, struct err *e)
{
	struct received m;

	if (!launch_wait_message(c, intermediate, 0, e) ||
		!sync_expect(c->sync_fd, MESSAGE_INIT, &m, e))
		return false;
	if (m.fd < 0)
		return fail(e, "the message 'init' came without a pidfd");
	c->init.pidfd = m.fd;
	if (way->known && !way->known(c, e))
		return false;
	c->init.pid = sys_pidfd_pid(m.fd, e);
	return c->init.pid > 0;
}

/* The child is out of the container's reach before it does anything else, and has the other end of
 * the wire. */
static bool clone_sealed(struct creation *c, uint64_t flags, int group, const char *title,
	struct sys_child *ret, struct err *e)
{
	const struct exe_seal *self = &c->rt->self;
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
		fd_close(&c->rt->self.overlay);
		fd_close(&c->rt->self.file);
		fd_close(&group);
		fd_close(&c->sync_fd);
		c->sync_fd = fd_take(&c->child_sync_fd);
		if (!ok)
			process_fail(c, e);
		return true;
	}
	exe_remap_drop(&image);
	return ok;
}

void clone_release_exe(struct creation *c)
{
	fd_close(&c->rt->self.overlay);
	/* Who is last gives the overlay back: we do, but where somebody waits for our end. */
	if (!c->foreground)
		fd_close(&c->rt->self.file);
}

bool clone_by_intermediate(struct creation *c, const struct intermediate_ops *way, struct err *e)
{
	struct sys_child intermediate;
	struct err ignored;
	bool ok;
	int status;

	if (!clone_sealed(c, 0, way->cgroup, way->title, &intermediate, e))
		return false;
	if (intermediate.pid == 0) {
		way->run(c);
		_exit(EXIT_FAILURE);
	}
	fd_close(&c->child_sync_fd);
	ok = way->help(c, intermediate.pid, e) && take_init(c, way, intermediate.pid, e);
	if (!ok && !sys_pidfd_kill(intermediate.pidfd, SIGKILL, &ignored))
		ok = false;
	if (ok && way->stays) {
		c->intermediate = intermediate;
		return true;
	}
	if (!sys_wait(&intermediate, END_MS, &status, ok ? e : &ignored))
		ok = ok && fail_in(e, "process in between");
	fd_close(&intermediate.pidfd);
	return ok;
}

int clone_kinds_of_init(const struct creation *c)
{
	return c->plan->namespaces.made & ~(MIDDLE_KINDS | LATE_KINDS);
}

int clone_kinds_of_child(const struct creation *c)
{
	return c->ns_by_child ? c->plan->namespaces.made & ~(LATE_KINDS | CLONE_NEWPID) : 0;
}

static bool clone_directly(struct creation *c, int group, struct err *e)
{
	int made = c->plan->namespaces.made & ~LATE_KINDS & ~clone_kinds_of_child(c);

	if (!clone_sealed(c, (uint64_t)made, group, INIT_TITLE, &c->init, e))
		return false;
	if (c->init.pid == 0)
		init_main(c);
	fd_close(&c->child_sync_fd);
	return true;
}

bool launch_wait_message(struct creation *c, pid_t pid, int hooks_ms, struct err *e)
{
	const struct sync_wait who = {
		.pid = pid,
		.sync_fd = c->sync_fd,
		.interrupts = c->interrupts,
		.hooks_ms = hooks_ms,
	};

	return sync_wait(&who, e);
}

bool sync_open(struct creation *c, struct err *e)
{
	int pair[2];

	if (!sys_socketpair(pair, e))
		return false;
	c->sync_fd = pair[0];
	c->child_sync_fd = pair[1];
	return true;
}

bool spawn(struct creation *c, struct err *e)
{
	struct intermediate_ops way = {
		.title = INIT_TITLE, .cgroup = -1, .run = intermediate_main, .help = map_ids};
	autoclose int group = -1;

	if (c->plan->cgroup.clone_into_cgroup &&
		(c->child_joins_cgroup || !c->plan->namespaces.needs_intermediate)) {
		group = cgroup_open(&c->plan->cgroup, e);
		if (group < 0)
			return false;
	}
	way.cgroup = group;
	way.stays = c->plan->namespaces.joins_pid;
	return sync_open(c, e) &&
	       (c->plan->namespaces.needs_intermediate ? clone_by_intermediate(c, &way, e)
						       : clone_directly(c, group, e));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* From the runtime to init: one clone where that is possible, otherwise by a process in between. */
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fault.h"
#include "brig/base/fd.h"
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

static bool map_ids(struct creation *c, pid_t middle, struct err *e)
{
	struct received m;

	if (!(c->plan->namespaces.made & CLONE_NEWUSER))
		return true;
	return creation_await(c, middle, 0, e) && wire_expect(c->wire, MESSAGE_MAP_IDS, &m, e) &&
	       namespace_map_ids(&c->plan->namespaces, middle, e) &&
	       wire_send(c->wire, MESSAGE_GO, 0, -1, e);
}

static bool take_init(struct creation *c, const struct middle *way, pid_t middle, struct err *e)
{
	struct received m;

	if (!creation_await(c, middle, 0, e) || !wire_expect(c->wire, MESSAGE_INIT, &m, e))
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
	const struct self *self = &c->rt->self;
	struct sys_image image = {0};
	bool ok;

	if (self->file >= 0 && !sys_image_copy(&image, e))
		return false;
	ok = sys_clone(flags, group, ret, e);
	if (ok && ret->pid == 0) {
		fault_stop("sealed-start");
		ok = self->file < 0 || sys_image_replace(&image, self->file, title, e);
		sys_args_wipe(title);
		sys_process_name(title);
		fd_close(&c->rt->self.overlay);
		fd_close(&c->rt->self.file);
		fd_close(&group);
		fd_close(&c->wire);
		c->wire = fd_take(&c->wire_child);
		if (!ok)
			process_fail(c, e);
		return true;
	}
	sys_image_drop(&image);
	return ok;
}

void spawn_release(struct creation *c)
{
	fd_close(&c->rt->self.overlay);
	/* Who is last gives the overlay back: we do, but where somebody waits for our end. */
	if (!c->foreground)
		fd_close(&c->rt->self.file);
}

bool spawn_by(struct creation *c, const struct middle *way, struct err *e)
{
	struct sys_child middle;
	struct err ignored;
	bool ok;
	int status;

	if (!clone_sealed(c, 0, way->cgroup, way->title, &middle, e))
		return false;
	if (middle.pid == 0) {
		way->run(c);
		_exit(EXIT_FAILURE);
	}
	fd_close(&c->wire_child);
	ok = way->help(c, middle.pid, e) && take_init(c, way, middle.pid, e);
	if (!ok && !sys_pidfd_kill(middle.pidfd, SIGKILL, &ignored))
		ok = false;
	if (ok && way->stays) {
		c->intermediate = middle;
		return true;
	}
	if (!sys_wait(&middle, END_MS, &status, ok ? e : &ignored))
		ok = ok && fail_in(e, "process in between");
	fd_close(&middle.pidfd);
	return ok;
}

int spawn_init_kinds(const struct creation *c)
{
	return c->plan->namespaces.made & ~(MIDDLE_KINDS | LATE_KINDS);
}

int spawn_aside_kinds(const struct creation *c)
{
	return c->aside ? c->plan->namespaces.made & ~(LATE_KINDS | CLONE_NEWPID) : 0;
}

static bool spawn_directly(struct creation *c, int group, struct err *e)
{
	int made = c->plan->namespaces.made & ~LATE_KINDS & ~spawn_aside_kinds(c);

	if (!clone_sealed(c, (uint64_t)made, group, INIT_TITLE, &c->init, e))
		return false;
	if (c->init.pid == 0)
		init_main(c);
	fd_close(&c->wire_child);
	return true;
}

bool creation_await(struct creation *c, pid_t pid, int hooks_ms, struct err *e)
{
	const struct awaited who = {
		.pid = pid,
		.wire = c->wire,
		.interrupts = c->interrupts,
		.hooks_ms = hooks_ms,
	};

	return await(&who, e);
}

bool spawn_wire(struct creation *c, struct err *e)
{
	int pair[2];

	if (!sys_socketpair(pair, e))
		return false;
	c->wire = pair[0];
	c->wire_child = pair[1];
	return true;
}

bool spawn(struct creation *c, struct err *e)
{
	struct middle way = {
		.title = INIT_TITLE, .cgroup = -1, .run = intermediate_main, .help = map_ids};
	autoclose int group = -1;

	if (c->plan->cgroup.born && (c->enters || !c->plan->namespaces.middle)) {
		group = cgroup_open(&c->plan->cgroup, e);
		if (group < 0)
			return false;
	}
	way.cgroup = group;
	way.stays = c->plan->namespaces.joins_pid;
	return spawn_wire(c, e) &&
	       (c->plan->namespaces.middle ? spawn_by(c, &way, e) : spawn_directly(c, group, e));
}

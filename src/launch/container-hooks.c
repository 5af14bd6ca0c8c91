/* SPDX-License-Identifier: Apache-2.0 */
/* createContainer hooks that a process outside of a joined pid namespace runs. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/launch/sync.h"
#include "brig/sys/args.h"
#include "brig/sys/file.h"
#include "brig/sys/procfs.h"
#include "brig/sys/sock.h"
#include "container-hooks.h"
#include "sync-wait.h"

bool container_hooks_outside(const struct launch *l)
{
	return l->plan->namespaces.joins_pid && l->plan->hooks.kind[HOOK_CREATE_CONTAINER].n > 0;
}

/* The namespaces of a hook. init makes its cgroup namespace later. */
static int kinds_of_hook(const struct namespace_plan *p)
{
	int kinds = p->made;

	for (size_t i = 0; i < p->njoins; i++)
		kinds |= p->joins[i].kind->flag;
	return kinds & ~(CLONE_NEWPID | CLONE_NEWCGROUP);
}

/* By descriptors of its own files: joining a hidden process by its pidfd needs CAP_SYS_PTRACE. */
bool container_hooks_send(struct launch_child *lc, struct err *e)
{
	const int kinds = kinds_of_hook(&lc->l->plan->namespaces);

	for (size_t i = 0; i < namespace_kinds_n; i++) {
		const struct namespace_kind *k = &namespace_kinds[i];
		autoclose int fd = -1;
		char path[32];

		if (!(kinds & k->flag))
			continue;
		snprintf(path, sizeof(path), "self/ns/%s", k->file);
		fd = sys_procfs(e) < 0 ? -1 : sys_open_at(sys_procfs_kept(), path, O_RDONLY, e);
		if (fd < 0 || !sync_send(lc->l->sync_fd, MESSAGE_NAMESPACE, (int32_t)i, fd, e))
			return false;
	}
	return true;
}

bool container_hooks_receive(struct launch_parent *lp, struct received *m, struct err *e)
{
	if (m->number < 0 || (size_t)m->number >= HOOK_JOINS || m->fd < 0)
		return fail(e, "message 'namespace' has no namespace");
	fd_close(&lp->hook_joins[m->number]);
	lp->hook_joins[m->number] = fd_take(&m->fd);
	return true;
}

static bool join_kinds(struct launch_parent *lp, bool users, struct err *e)
{
	for (size_t i = 0; i < namespace_kinds_n && i < HOOK_JOINS; i++) {
		const struct namespace_kind *k = &namespace_kinds[i];

		if (lp->hook_joins[i] < 0 || users != (k->flag == CLONE_NEWUSER))
			continue;
		if (sys_setns(lp->hook_joins[i], k->flag, "the container's namespaces", e))
			fd_close(&lp->hook_joins[i]);
		else if (e->code != EPERM)
			return false;
	}
	return true;
}

static bool all_joined(const struct launch_parent *lp)
{
	for (size_t i = 0; i < HOOK_JOINS; i++)
		if (lp->hook_joins[i] >= 0)
			return false;
	return true;
}

/* Namespaces that the host's user namespace owns can be joined only before the container's user
 * namespace, those that the latter owns only after it. */
static bool join(struct launch_parent *lp, struct err *e)
{
	return join_kinds(lp, false, e) && join_kinds(lp, true, e) && join_kinds(lp, false, e) &&
	       all_joined(lp);
}

static bool run_inside(struct launch_parent *lp, struct err *e)
{
	const struct namespace_plan *p = &lp->l->plan->namespaces;

	/* runtime.md State: the pid as seen in the pid namespace of the container. */
	lp->l->record.pid = lp->inside_pid;
	return sys_death_signal(SIGKILL, e) && join(lp, e) &&
	       (!namespace_has(p, CLONE_NEWUSER) || namespace_become_root(p, e)) &&
	       hooks_run(&lp->l->plan->hooks, HOOK_CREATE_CONTAINER,
		       launch_state(lp->l, OCI_STATUS_CREATING), NULL, false, e);
}

static _Noreturn void hooks_main(struct launch_parent *lp, int sync_fd)
{
	struct err e;

	sys_args_wipe("brig:hooks");
	sys_process_name("brig:hooks");
	if (run_inside(lp, &e))
		_exit(EXIT_SUCCESS);
	sync_send_error(sync_fd, &e);
	_exit(EXIT_FAILURE);
}

static bool wait_end(
	struct launch_parent *lp, const struct sys_child *child, int sync_fd, struct err *e)
{
	const struct sync_wait wait = {
		.pid = child->pid,
		.sync_fd = sync_fd,
		.interrupts = lp->interrupts,
		.hooks_ms = hooks_timeout_sum(&lp->l->plan->hooks, HOOK_CREATE_CONTAINER),
	};
	struct received m;
	struct err ignored;
	int status;
	bool ok = sync_wait(&wait, e) && sync_receive(sync_fd, -1, &m, e);

	if (!ok && !sys_pidfd_kill(child->pidfd, SIGKILL, &ignored))
		ok = false;
	if (!sys_wait(child, RUNTIME_DEADLINE_MS, &status, ok ? e : &ignored) || !ok)
		return false;
	return status == 0 || fail(e, "the process that runs createContainer hooks was killed");
}

bool container_hooks_run(struct launch_parent *lp, struct err *e)
{
	struct sys_child child;
	int pair[2];
	bool ok;

	if (!sys_socketpair(pair, e))
		return false;
	ok = sys_clone(0, -1, &child, e);
	if (ok && child.pid == 0) {
		fd_close(&pair[0]);
		hooks_main(lp, pair[1]);
	}
	fd_close(&pair[1]);
	for (size_t i = 0; i < HOOK_JOINS; i++)
		fd_close(&lp->hook_joins[i]);
	if (ok)
		ok = wait_end(lp, &child, pair[0], e);
	fd_close(&pair[0]);
	return ok;
}

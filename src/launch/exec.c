/* SPDX-License-Identifier: Apache-2.0 */
/* exec, the runtime's side: a further process in a container. */
#include "brig/launch/exec.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/cgroup/subcgroup.h"
#include "brig/launch/container-status.h"
#include "brig/launch/foreground.h"
#include "brig/launch/start-sync.h"
#include "brig/launch/sync.h"
#include "brig/sys/file.h"
#include "brig/sys/process.h"
#include "brig/sys/procfs.h"
#include "child.h"
#include "clone.h"
#include "exec-child.h"
#include "exec-plan.h"
#include "exec.h"
#include "parent-steps.h"
#include "pid-file.h"

/* The process can open the host's procfs only before it joins the container's namespaces. */
static bool do_procfs(struct launch_parent *lp, struct err *e)
{
	bool needed = (lp->l->setns_flags & CLONE_NEWUSER) || lp->l->plan->seccomp.enabled ||
		      process_needs_procfs(lp->l->plan);

	return !needed || sys_procfs(e) >= 0;
}

/* Whether the intermediate process is cloned into the cgroup. A process with
 * process.execCPUAffinity.initial enters it later, since the cgroup's cpuset could forbid those
 * CPUs. */
static bool may_clone_into_cgroup(const struct launch_parent *lp)
{
	return (lp->l->cgroup->groups.mode == CGROUP_HYBRID ||
		       lp->l->cgroup->groups.mode == CGROUP_V2) &&
	       !lp->l->plan->sched.exec_initial.v;
}

static bool sync_send_go(struct launch_parent *lp, struct err *e)
{
	return sync_send(lp->l->sync_fd, MESSAGE_GO, 0, -1, e);
}

static bool attach(struct launch_parent *lp, pid_t intermediate, struct err *e)
{
	return lp->l->plan->cgroup_entry != CGROUP_ENTRY_PARENT ||
	       (cgroup_ref_attach(lp->l->cgroup, intermediate, e) && sync_send_go(lp, e));
}

static bool do_spawn(struct launch_parent *lp, struct err *e)
{
	autoclose int cgroup = -1;
	struct intermediate_ops ops = {
		.title = "brig:exec",
		.cgroup = -1,
		.run = exec_intermediate_main,
		.help = attach,
		.known = sync_send_go,
	};
	bool ok;

	if (lp->l->cgroup->groups.mode == CGROUP_V1 || may_clone_into_cgroup(lp))
		lp->l->plan->cgroup_entry = CGROUP_ENTRY_CHILD;
	if (may_clone_into_cgroup(lp)) {
		cgroup = cgroup_ref_open(lp->l->cgroup, e);
		if (cgroup < 0)
			return false;
		ops.cgroup = cgroup;
	}
	ok = clone_open_sync(lp, e) && clone_by_intermediate(lp, &ops, e);
	clone_release_exe(lp); /* while the process runs its steps */
	return ok;
}

static bool do_wait_ready(struct launch_parent *lp, struct err *e)
{
	return !exec_child_waits(lp->l) || parent_wait_ready(lp, e);
}

static bool do_execute(struct launch_parent *lp, struct err *e)
{
	struct received m;
	struct start_sync t = {
		.rt = lp->l->rt,
		.c = &lp->l->container,
		.sync_fd = lp->l->sync_fd,
		.interrupts = lp->interrupts,
		.pid = lp->init.pid,
		.pidfd = lp->init.pidfd,
		.status = OCI_STATUS_RUNNING,
	};
	bool ok = (!exec_child_waits(lp->l) || sync_send(lp->l->sync_fd, MESSAGE_DONE, 0, -1, e)) &&
		  start_sync_receive(&t, &m, e) && start_sync_until_exec(&t, m, e);

	fd_close(&lp->l->sync_fd);
	return ok;
}

/* clang-format off */
static const struct parent_step rows[] = {
	{ "procfs",          do_procfs },
	{ "sockets",         parent_sockets },
	{ "signals",         parent_signals },
	{ "spawn",           do_spawn, parent_end_init, true },
	{ "compile-seccomp", parent_seccomp },    /* while the process runs its steps */
	{ "wait-ready",      do_wait_ready, NULL, true },
	{ "publish-pid",     parent_publish_pid, parent_unpublish_pid, true },
	{ "execute",         do_execute, NULL, true },
};
/* clang-format on */

const struct parent_steps exec_parent_steps = STEPS("exec-parent", rows);

/* Created and running containers are treated alike. */
static bool check_status(const struct launch_parent *lp, const struct exec_options *o,
	struct cgroup_ref *ref, struct err *e)
{
	const struct container *container = &lp->l->container;
	bool frozen;

	if (!container_init_alive(container))
		return fail_not_running(container->id, container_status(container), e);
	if (!container_cgroup(lp->l->rt, container, ref, e))
		return false;
	cgroup_ref_locate_init(ref, lp->l->rt->arena);
	if (!cgroup_frozen(ref, &frozen, e))
		return false;
	return !frozen || o->ignore_paused ||
	       fail(e,
		       "container %s is paused; resume it first, or wait for that with "
		       "--ignore-paused",
		       container->id);
}

static bool makes_namespace(const struct oci_config *config, enum oci_namespace_type type)
{
	for (size_t i = 0; config->linux && i < config->linux->namespaces.n; i++) {
		const struct oci_namespace *ns = &config->linux->namespaces.v[i];

		if (ns->type == type && !ns->path)
			return true;
	}
	return false;
}

/* Whether init is in another namespace of this kind than the runtime. Compares the links
 * ("net:[4026531840]") because stat(2) takes twice as long: it makes an inode each time. */
static bool differs_from_init(
	struct launch_parent *lp, const struct namespace_kind *k, bool *ret, struct err *e)
{
	struct arena *a = lp->l->rt->arena;
	const char *own, *its;
	char path[64];

	*ret = false;
	snprintf(path, sizeof(path), "/proc/self/ns/%s", k->file);
	own = sys_readlink_at(a, AT_FDCWD, path, e);
	if (!own)
		return e->code == ENOENT; /* the kernel lacks this kind of namespace */
	snprintf(path, sizeof(path), "/proc/%d/ns/%s", lp->l->container.record->pid, k->file);
	its = sys_readlink_at(a, AT_FDCWD, path, e);
	*ret = its && !str_eq(own, its);
	return its != NULL;
}

/* Finds the namespaces in which init differs from the runtime. A namespace that
 * config.json makes is taken to differ without a look at /proc: a process may join a namespace that
 * it is already in, except for a user namespace. */
static bool find_setns_flags(
	struct launch_parent *lp, const struct oci_config *config, struct err *e)
{
	for (size_t i = 0; i < namespace_kinds_n; i++) {
		const struct namespace_kind *k = &namespace_kinds[i];
		bool differs = k->flag != CLONE_NEWUSER && makes_namespace(config, k->type);

		if (!differs && !differs_from_init(lp, k, &differs, e))
			return false;
		if (differs)
			lp->l->setns_flags |= k->flag;
	}
	return true;
}

static bool find_root(struct launch_parent *lp, struct err *e)
{
	char path[40];

	if (lp->l->setns_flags & CLONE_NEWNS)
		return true;
	snprintf(path, sizeof(path), "/proc/%d/root", lp->l->container.record->pid);
	lp->l->root = sys_open_at(AT_FDCWD, path, O_PATH | O_DIRECTORY, e);
	return lp->l->root >= 0;
}

/* While init has not ended, its pid was not reused: /proc/PID, which was read by number, was
 * init's.
 */
static bool still_lives(const struct launch_parent *lp, struct err *e)
{
	return !sys_wait_end(lp->l->container.pidfd, 0) ||
	       fail_not_running(lp->l->container.id, OCI_STATUS_STOPPED, e);
}

static bool check_terminal(
	const struct launch_parent *lp, const struct exec_options *o, struct err *e)
{
	if (!lp->l->plan->terminal && o->common.console_socket)
		return fail(
			e, "--console-socket is given, but the process has no terminal; add --tty");
	if (lp->l->plan->terminal && o->detach && !o->common.console_socket)
		return fail(e, "a detached process needs --console-socket to send its terminal to");
	return true;
}

static bool prepare(struct launch_parent *lp, const struct exec_options *o, struct err *e)
{
	struct arena *a = lp->l->rt->arena;
	const struct oci_config *config;
	struct cgroup_ref ref;

	lp->l->cgroup = arena_alloc(a, sizeof(*lp->l->cgroup));
	if (!pid_file_check(o->common.pid_file, e) ||
		!inherit_fds_read(&lp->l->inherit_fds, o->common.preserve_fds, a, e) ||
		!container_open(&lp->l->container, a, lp->l->rt->root, o->common.id, false, e) ||
		!check_status(lp, o, &ref, e))
		return false;
	config = container_config(&lp->l->container, a, e);
	return config && find_setns_flags(lp, config, e) && find_root(lp, e) &&
	       still_lives(lp, e) && cgroup_ref_subcgroup(lp->l->cgroup, &ref, &o->cgroups, a, e) &&
	       exec_plan(lp, config, o, e) && check_terminal(lp, o, e);
}

static bool run_steps(
	struct launch_parent *lp, const struct exec_options *o, int *exit_status, struct err *e)
{
	size_t begun = 0;

	if (!parent_steps_run(&exec_parent_steps, lp, &begun, e)) {
		sync_pending_error(lp->l->sync_fd, e);
		parent_steps_undo(&exec_parent_steps, begun, lp);
		return false;
	}
	log_debug("process %d runs in container %s", lp->init.pid, lp->l->container.id);
	if (o->detach)
		return true;
	fd_close(&lp->l->rt->self.file); /* while the program runs */
	return foreground(&lp->init, lp->console, lp->signals, NULL, exit_status, e);
}

static void release(struct launch_parent *lp)
{
	fd_close(&lp->l->seccomp);
	fd_close(&lp->console);
	fd_close(&lp->console_socket);
	fd_close(&lp->l->root);
	fd_close(&lp->l->sync_fd);
	fd_close(&lp->signals);
	fd_close(&lp->interrupts);
	fd_close(&lp->init.pidfd);
	container_close(&lp->l->container);
}

bool runtime_exec(struct runtime *rt, const struct exec_options *o, int *exit_status, struct err *e)
{
	struct launch l;
	struct launch_parent lp;
	bool ok;

	*exit_status = 0;
	launch_init(&l, rt, &o->common);
	launch_parent_init(&lp, &l);
	lp.foreground = !o->detach;
	if (!trace_open(rt->trace, &l.trace, e))
		return false;
	ok = prepare(&lp, o, e) && run_steps(&lp, o, exit_status, e);
	release(&lp);
	return trace_end(l.trace, rt->trace, NULL, ok, e);
}

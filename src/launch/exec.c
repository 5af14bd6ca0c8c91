/* SPDX-License-Identifier: Apache-2.0 */
/* Exec, the host's side: one more process in a container. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>

#include "../ops/status.h"
#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/cgroup/attach.h"
#include "brig/cgroup/freeze.h"
#include "brig/cgroup/subcgroup.h"
#include "brig/sys/file.h"
#include "brig/sys/process.h"
#include "child.h"
#include "create.h"
#include "exec.h"
#include "foreground.h"
#include "pid-file.h"
#include "start-sync.h"
#include "sync.h"

/* Has to be open before the process leaves the host's procfs. */
static bool do_procfs(struct creation *c, struct err *e)
{
	bool needed = (c->setns_flags & CLONE_NEWUSER) || c->plan->seccomp.config ||
		      process_needs_procfs(c->plan);

	return !needed || sys_procfs(e) >= 0;
}

/* Of the process that is to be: born there, unless it has to run on certain processors before. */
static bool may_be_born(const struct creation *c)
{
	return (c->cgroup->groups.mode == CGROUP_HYBRID || c->cgroup->groups.mode == CGROUP_V2) &&
	       !c->plan->sched.exec_initial.v;
}

static bool sync_send_go(struct creation *c, struct err *e)
{
	return sync_send(c->sync_fd, MESSAGE_GO, 0, -1, e);
}

static bool attach(struct creation *c, pid_t intermediate, struct err *e)
{
	return c->child_joins_cgroup ||
	       (cgroup_ref_attach(c->cgroup, intermediate, e) && sync_send_go(c, e));
}

bool exec_waits(const struct creation *c)
{
	return c->o->pid_file || c->o->pidfd_socket || c->plan->terminal || c->plan->seccomp.config;
}

static bool do_spawn(struct creation *c, struct err *e)
{
	autoclose int group = -1;
	struct intermediate_ops way = {
		.title = "brig:exec",
		.cgroup = -1,
		.run = exec_intermediate_main,
		.help = attach,
		.known = sync_send_go,
	};
	bool ok;

	c->child_joins_cgroup = c->cgroup->groups.mode == CGROUP_V1 || may_be_born(c);
	if (may_be_born(c)) {
		group = cgroup_ref_open(c->cgroup, e);
		if (group < 0)
			return false;
		way.cgroup = group;
	}
	ok = sync_open(c, e) && clone_by_intermediate(c, &way, e);
	clone_release_exe(c); /* while the process gets ready */
	if (!ok)
		end_init(c);
	return ok;
}

static bool do_process(struct creation *c, struct err *e)
{
	return !exec_waits(c) || parent_wait_ready(c, e);
}

static bool do_execute(struct creation *c, struct err *e)
{
	struct received m;
	struct start_sync t = {
		.rt = c->rt,
		.c = &c->container,
		.sync_fd = c->sync_fd,
		.interrupts = c->interrupts,
		.pid = c->init.pid,
		.pidfd = c->init.pidfd,
		.status = OCI_STATUS_RUNNING,
	};
	bool ok = (!exec_waits(c) || sync_send(c->sync_fd, MESSAGE_DONE, 0, -1, e)) &&
		  start_sync_receive(&t, &m, e) && start_sync_until_exec(&t, m, e);

	fd_close(&c->sync_fd);
	return ok;
}

/* clang-format off */
static const struct step rows[] = {
	{ "procfs",          do_procfs },
	{ "sockets",         parent_sockets },
	{ "signals",         parent_signals },
	{ "spawn",           do_spawn, end_init, true },
	{ "compile-seccomp", parent_seccomp },      /* while the process gets ready */
	{ "wait-ready",         do_process, NULL, true },
	{ "publish-pid",            publish_pid, unpublish_pid, true },
	{ "execute",         do_execute, NULL, true },
};
/* clang-format on */

const struct step_table exec_host_steps = {"exec-host", rows, sizeof(rows) / sizeof(rows[0])};

/* Created or running makes no difference here. */
static bool check_status(const struct creation *c, const struct exec_options *o,
	struct cgroup_ref *ref, struct err *e)
{
	const struct container *container = &c->container;
	bool frozen;

	if (!container_init_alive(container))
		return fail(e, "container not running: %s is %s", container->id,
			status_name(container_status(container)));
	if (!container_cgroup(c->rt, container, ref, e))
		return false;
	cgroup_ref_locate_init(ref, c->rt->arena);
	if (!cgroup_frozen(ref, &frozen, e))
		return false;
	return !frozen || o->ignore_paused ||
	       fail(e,
		       "container %s is paused; resume it first, or use --ignore-paused to wait "
		       "for "
		       "that",
		       container->id);
}

static bool has_its_own(const struct oci_config *config, enum oci_namespace_type type)
{
	for (size_t i = 0; config->linux && i < config->linux->namespaces.n; i++) {
		const struct oci_namespace *ns = &config->linux->namespaces.v[i];

		if (ns->type == type && !ns->path)
			return true;
	}
	return false;
}

/* To read the links, "net:[4026531840]", takes half the time of stat(2), which makes an inode each
 * time. */
static bool is_elsewhere(
	struct creation *c, const struct namespace_kind *k, bool *ret, struct err *e)
{
	struct arena *a = c->rt->arena;
	const char *own, *its;
	char path[64];

	*ret = false;
	snprintf(path, sizeof(path), "/proc/self/ns/%s", k->file);
	own = sys_readlink_at(a, AT_FDCWD, path, e);
	if (!own)
		return e->code == ENOENT; /* this kernel has no such kind */
	snprintf(path, sizeof(path), "/proc/%d/ns/%s", c->container.record->pid, k->file);
	its = sys_readlink_at(a, AT_FDCWD, path, e);
	*ret = its && !str_eq(own, its);
	return its != NULL;
}

/* The kinds in which init is elsewhere than we are, or may be as far as its configuration tells:
 * one can be joined that one is in already, except for a user namespace. */
static bool find_setns_flags(struct creation *c, const struct oci_config *config, struct err *e)
{
	for (size_t i = 0; i < namespace_kinds_n; i++) {
		const struct namespace_kind *k = &namespace_kinds[i];
		bool elsewhere = k->flag != CLONE_NEWUSER && has_its_own(config, k->type);

		if (!elsewhere && !is_elsewhere(c, k, &elsewhere, e))
			return false;
		if (elsewhere)
			c->setns_flags |= k->flag;
	}
	return true;
}

static bool find_root(struct creation *c, struct err *e)
{
	char path[40];

	if (c->setns_flags & CLONE_NEWNS)
		return true;
	snprintf(path, sizeof(path), "/proc/%d/root", c->container.record->pid);
	c->root = sys_open_at(AT_FDCWD, path, O_PATH | O_DIRECTORY, e);
	return c->root >= 0;
}

/* What was read in /proc by its number was of the container's init, if that has not ended. */
static bool still_lives(const struct creation *c, struct err *e)
{
	return !sys_wait_end(c->container.pidfd, 0) ||
	       fail(e, "container not running: %s is %s", c->container.id,
		       status_name(OCI_STATUS_STOPPED));
}

static bool check_terminal(const struct creation *c, const struct exec_options *o, struct err *e)
{
	if (!c->plan->terminal && o->common.console_socket)
		return fail(e, "--console-socket is given, but no terminal is asked for (--tty)");
	if (c->plan->terminal && o->detach && !o->common.console_socket)
		return fail(e, "a detached process needs --console-socket to hand its terminal to");
	return true;
}

static bool prepare(struct creation *c, const struct exec_options *o, struct err *e)
{
	struct arena *a = c->rt->arena;
	const struct oci_config *config;
	struct cgroup_ref ref;

	c->cgroup = arena_alloc(a, sizeof(*c->cgroup));
	if (!pid_file_check(o->common.pid_file, e) ||
		!inherit_fds_read(&c->inherit_fds, o->common.preserve_fds, a, e) ||
		!container_open(&c->container, a, c->rt->root, o->common.id, false, e) ||
		!check_status(c, o, &ref, e))
		return false;
	config = container_config(&c->container, a, e);
	return config && find_setns_flags(c, config, e) && find_root(c, e) && still_lives(c, e) &&
	       cgroup_ref_subcgroup(c->cgroup, &ref, &o->cgroups, a, e) &&
	       exec_plan(c, config, o, e) && check_terminal(c, o, e);
}

static bool launch(
	struct creation *c, const struct exec_options *o, int *exit_status, struct err *e)
{
	size_t done = 0;

	if (!steps_run(rows, exec_host_steps.n, c, &done, e)) {
		sync_pending_error(c->sync_fd, e);
		steps_undo(rows, done, c);
		return false;
	}
	log_debug("process %d runs in container %s", c->init.pid, c->container.id);
	if (o->detach)
		return true;
	fd_close(&c->rt->self.file); /* while the program runs */
	return foreground(&c->init, c->console, c->signals, NULL, exit_status, e);
}

static void release(struct creation *c)
{
	fd_close(&c->seccomp);
	fd_close(&c->console);
	fd_close(&c->console_socket);
	fd_close(&c->root);
	fd_close(&c->sync_fd);
	fd_close(&c->signals);
	fd_close(&c->interrupts);
	fd_close(&c->init.pidfd);
	container_close(&c->container);
}

bool exec(struct runtime *rt, const struct exec_options *o, int *exit_status, struct err *e)
{
	struct creation c = {
		.rt = rt,
		.o = &o->common,
		.container = {.dir = -1, .pidfd = -1},
		.init = {.pid = -1, .pidfd = -1},
		.intermediate = {.pid = -1, .pidfd = -1},
		.partner = -1,
		.offsets = -1,
		.seccomp = -1,
		.start_socket = -1,
		.sync_fd = -1,
		.child_sync_fd = -1,
		.console_socket = -1,
		.netns = -1,
		.console = -1,
		.root = -1,
		.mailbox_fd = -1,
		.signals = -1,
		.interrupts = -1,
		.foreground = !o->detach,
	};
	bool ok;

	*exit_status = 0;
	if (!trace_open(rt->trace, &c.trace, e))
		return false;
	ok = prepare(&c, o, e) && launch(&c, o, exit_status, e);
	release(&c);
	return trace_end(c.trace, rt->trace, NULL, ok, e);
}

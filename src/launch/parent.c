/* SPDX-License-Identifier: Apache-2.0 */
/* The host's side of create, step by step. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/cgroup/cgroup.h"
#include "brig/cgroup/kill.h"
#include "brig/cgroup/record.h"
#include "brig/sys/exec.h"
#include "brig/sys/file.h"
#include "brig/sys/signal-wait.h"
#include "brig/sys/sock.h"
#include "child.h"
#include "create.h"
#include "foreground.h"
#include "pid-file.h"
#include "sync.h"

/* What SIGKILL does not end at once waits for a disk, or for somebody (FUSE) who keeps it waiting.
 */
enum { DESTROY_MS = 10000, KILLED_MS = 3000 };

static bool create_state_dir(struct creation *c, struct err *e)
{
	return container_dir_create(&c->container, c->rt->arena, c->rt->root, c->o->id, e);
}

/* What others may read when init is ready; written while it mounts. */
static bool do_draft(struct creation *c, struct err *e)
{
	struct sys_process_stat st;

	if (!sys_process_stat(c->init.pid, &st, e))
		return false;
	c->record.pid = c->init.pid;
	c->record.start_time = st.start_time;
	return record_write_tmp(&c->container, c->rt->arena, &c->record, e);
}

static bool do_commit(struct creation *c, struct err *e)
{
	return record_rename(&c->container, e);
}

/* Only one that does not die of SIGKILL. */
static bool init_lives(struct creation *c)
{
	struct err ignored;
	int status;

	if (c->init.pidfd >= 0 && sys_wait(&c->init, 0, &status, &ignored))
		fd_close(&c->init.pidfd);
	return c->init.pidfd >= 0;
}

static void undo_reserve(struct creation *c)
{
	struct err e;

	if (init_lives(c)) {
		c->rollback_incomplete = true;
		if (!do_draft(c, &e) || !do_commit(c, &e))
			log_warn("%s, ignoring", e.text);
	}
	if (c->rollback_incomplete)
		log_warn("container %s is left in part, delete --force removes it", c->o->id);
	else if (!container_remove(&c->container, &e))
		log_warn("%s, ignoring", e.text);
	container_close(&c->container);
}

static bool do_keep_config(struct creation *c, struct err *e)
{
	return container_keep_config(&c->container, c->bundle.text, c->bundle.size, e);
}

static bool do_notify(struct creation *c, struct err *e)
{
	return !c->notify || container_notify_make(&c->container, e);
}

static bool make_groups(struct creation *c, enum cgroup_part part, struct err *e)
{
	if (!cgroup_create(&c->plan->cgroup, part, e))
		return false;
	c->cgroup = cgroup_ref_from_plan(&c->plan->cgroup, c->rt->arena);
	cgroup_ref_to_record(&c->record, c->cgroup, c->rt->arena);
	return true;
}

static bool do_cgroup(struct creation *c, struct err *e)
{
	const struct namespace_plan *p = &c->plan->namespaces;

	/* Devices are moved by its network namespace, which is to be there then. */
	c->ns_by_child = !p->needs_intermediate && p->njoins == 0 && c->plan->network.n == 0 &&
			 v1_groups_may_follow_clone(&c->plan->cgroup);
	return make_groups(c, c->ns_by_child ? CGROUP_PART_V2 : CGROUP_PART_ALL, e);
}

static void undo_cgroup(struct creation *c)
{
	struct err e;

	c->rollback_incomplete =
		!cgroup_kill(c->cgroup, SIGKILL, &e) || !cgroup_destroy(c->cgroup, DESTROY_MS, &e);
	if (c->rollback_incomplete)
		log_warn("%s, ignoring", e.text);
}

/* Without a pid, and before the groups are made: whenever we are killed from now on, delete --force
 * knows what to remove. */
static bool do_record(struct creation *c, struct err *e)
{
	cgroup_ref_to_record(
		&c->record, cgroup_ref_before_create(&c->plan->cgroup, c->rt->arena), c->rt->arena);
	return container_record(&c->container, c->rt->arena, &c->record, e);
}

static bool do_limits(struct creation *c, struct err *e)
{
	return c->ns_by_child || cgroup_limit(&c->plan->cgroup, e);
}

/* It waits before it enters them. */
static bool do_cgroup_aside(struct creation *c, struct err *e)
{
	return !c->ns_by_child ||
	       (make_groups(c, CGROUP_PART_V1, e) && cgroup_limit(&c->plan->cgroup, e));
}

static bool do_rdt(struct creation *c, struct err *e)
{
	bool ok = rdt_create(&c->plan->rdt, c->rt->arena, &c->rdt, e);
	struct err ignored;

	if (!ok && !rdt_destroy(&c->rdt, &ignored))
		log_warn("%s, ignoring", ignored.text);
	if (ok)
		record_rdt(&c->record, &c->rdt, c->rt->arena);
	return ok;
}

static void undo_rdt(struct creation *c)
{
	struct err e;

	if (!rdt_destroy(&c->rdt, &e))
		log_warn("%s, ignoring", e.text);
}

static bool do_namespaces(struct creation *c, struct err *e)
{
	return namespace_open(&c->plan->namespaces, c->joins, e);
}

static bool do_mounts(struct creation *c, struct err *e)
{
	int userns = namespace_opened(&c->plan->namespaces, c->joins, CLONE_NEWUSER);

	return mounts_open(&c->plan->mounts, userns, c->rt->arena, &c->mounts, e);
}

/* Opened here when the child will need it: once it has a user namespace it might not be allowed to.
 */
static bool do_procfs(struct creation *c, struct err *e)
{
	const struct plan *p = c->plan;
	bool needed = namespace_has(&p->namespaces, CLONE_NEWUSER) || p->namespaces.joins_pid ||
		      p->sysctl.n > 0 || process_needs_procfs(p);

	return !needed || sys_procfs(e) >= 0;
}

bool parent_sockets(struct creation *c, struct err *e)
{
	if (c->o->console_socket) {
		c->console_socket = sys_connect(c->o->console_socket, e);
		if (c->console_socket < 0)
			return fail_in(e, "--console-socket");
	}
	if (!c->plan->seccomp.config)
		return true;
	c->seccomp = sys_memfd("seccomp", e);
	return c->seccomp >= 0;
}

/* Until now a signal ends us at once, also where a file system doesn't answer us. */
bool parent_signals(struct creation *c, struct err *e)
{
	struct sys_interrupts in;

	if (c->foreground && !foreground_block_signals(&c->signals, e))
		return false;
	if (!sys_interrupts_block(&in, e))
		return false;
	c->interrupts = in.fd;
	return true;
}

static bool do_sockets(struct creation *c, struct err *e)
{
	if (!parent_sockets(c, e))
		return false;
	c->start_socket = start_socket_listen(&c->container, e);
	return c->start_socket >= 0;
}

static bool do_spawn(struct creation *c, struct err *e)
{
	bool ok;

	c->child_joins_cgroup =
		cgroup_can_enter(&c->plan->cgroup, c->plan->namespaces.needs_intermediate ? 2 : 1);
	ok = spawn(c, e);
	mount_fds_close(&c->mounts);
	for (size_t i = 0; i < c->plan->namespaces.njoins; i++) {
		if (c->plan->namespaces.joins[i].kind->flag == CLONE_NEWNET)
			c->netns = fd_take(&c->joins[i]);
		fd_close(&c->joins[i]);
	}
	fd_close(&c->start_socket);
	if (!ok)
		end_init(c);
	c->record.pid = c->init.pid;
	return ok;
}

/* It has made the root, or is killed. */
static void end_intermediate(struct creation *c)
{
	struct err ignored;
	int status;

	if (c->intermediate.pidfd < 0)
		return;
	if (sys_pidfd_kill(c->intermediate.pidfd, SIGKILL, &ignored) &&
		!sys_wait(&c->intermediate, DESTROY_MS, &status, &ignored))
		log_warn("%s, ignoring", ignored.text);
	fd_close(&c->intermediate.pidfd);
}

void end_init(struct creation *c)
{
	struct err ignored;
	int status;

	fd_close(&c->sync_fd);
	end_intermediate(c);
	if (c->init.pidfd < 0)
		return;
	if (sys_pidfd_kill(c->init.pidfd, SIGKILL, &ignored) &&
		!sys_wait(&c->init, KILLED_MS, &status, &ignored))
		log_warn("%s, ignoring", ignored.text);
	else
		fd_close(&c->init.pidfd);
}

/* The child makes its root a mount meanwhile. */
static bool do_attach(struct creation *c, struct err *e)
{
	const struct plan *p = c->plan;
	bool born = p->cgroup.clone_into_cgroup && !p->namespaces.needs_intermediate;

	return (c->child_joins_cgroup || cgroup_attach(&p->cgroup, c->init.pid, born, e)) &&
	       rdt_attach(&p->rdt, c->init.pid, e) &&
	       (p->namespaces.rootless || oom_score_apply(&p->rlimits, c->init.pid, e));
}

static void undo_network(struct creation *c)
{
	struct err e;

	if (!network_restore(&c->plan->network, c->netns, &e))
		log_warn("%s, ignoring", e.text);
	fd_close(&c->netns);
}

/* A new namespace is found by init; a joined one is known, and init need not be in it yet. The
 * descriptor is kept, or the devices would be gone with an init that fails. */
static bool do_network(struct creation *c, struct err *e)
{
	char path[40];

	if (c->plan->network.n == 0)
		return true;
	if (c->netns < 0) {
		snprintf(path, sizeof(path), "/proc/%d/ns/net", c->init.pid);
		c->netns = sys_open_at(AT_FDCWD, path, O_RDONLY, e);
	}
	if (c->netns >= 0 && network_move(&c->plan->network, c->netns, e))
		return true;
	undo_network(c); /* of some devices */
	return false;
}

/* While the child mounts. */
bool parent_seccomp(struct creation *c, struct err *e)
{
	return c->seccomp < 0 || seccomp_compile(&c->plan->seccomp, c->seccomp, e);
}

/* When init is gone already, why is still in the wire. */
static bool sync_send_go(struct creation *c, struct err *e)
{
	struct received m;

	if (sync_send(c->sync_fd, MESSAGE_GO, 0, -1, e))
		return true;
	return e->code == EPIPE && sync_expect(c->sync_fd, MESSAGE_READY, &m, e);
}

static bool do_go(struct creation *c, struct err *e)
{
	bool ok = sync_send_go(c, e);

	clone_release_exe(c); /* while init mounts */
	return ok;
}

bool creation_has_hooks(const struct creation *c)
{
	static const enum hook_kind kinds[] = {
		HOOK_PRESTART, HOOK_CREATE_RUNTIME, HOOK_CREATE_CONTAINER, HOOK_POSTSTOP};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (c->plan->hooks.kind[kinds[i]].n > 0)
			return true;
	return false;
}

/* The one whose next message is due. */
static pid_t working(const struct creation *c)
{
	return c->intermediate.pidfd >= 0 && !sys_wait_end(c->intermediate.pidfd, 0)
		       ? c->intermediate.pid
		       : c->init.pid;
}

static bool do_rootfs(struct creation *c, struct err *e)
{
	struct received m = {0};

	if (!creation_has_hooks(c))
		return true;
	for (;;) {
		if (!launch_wait_message(c, working(c), 0, e) ||
			!sync_receive(c->sync_fd, -1, &m, e))
			return false;
		if (m.type != MESSAGE_NAMESPACE)
			break;
		if (!container_hooks_take(c, &m, e))
			return false;
	}
	fd_close(&m.fd);
	if (m.type != MESSAGE_ROOTFS)
		return fail(e, "the container's process ended before all was mounted");
	c->inside_pid = m.number;
	return true;
}

static bool run_hooks(struct creation *c, enum hook_kind kind, struct err *e)
{
	c->poststop_due = true;
	return c->plan->hooks.kind[kind].n == 0 ||
	       hooks_run(&c->plan->hooks, kind, creation_state(c, OCI_STATUS_CREATING), false, e);
}

static bool do_prestart(struct creation *c, struct err *e)
{
	return run_hooks(c, HOOK_PRESTART, e);
}

static bool do_create_runtime(struct creation *c, struct err *e)
{
	return run_hooks(c, HOOK_CREATE_RUNTIME, e) &&
	       (!creation_hooks_outside(c) || container_hooks_outside(c, e)) &&
	       (!creation_has_hooks(c) || sync_send_go(c, e));
}

static bool take_console(struct creation *c, const struct received *m, struct err *e)
{
	char name[32];

	if (m->fd < 0)
		return fail(e, "the message 'console' came without a terminal");
	fd_close(&c->console);
	c->console = m->fd;
	if (c->console_socket < 0) {
		if (!c->plan->console_size)
			foreground_size(c->console);
		return true;
	}
	snprintf(name, sizeof(name), "/dev/pts/%d", m->number);
	if (!sys_send(c->console_socket, name, strlen(name), c->console, e))
		return fail_in(e, "--console-socket");
	fd_close(&c->console_socket);
	fd_close(&c->console);
	return true;
}

/* A terminal comes before, where there is one. */
bool parent_wait_ready(struct creation *c, struct err *e)
{
	int hooks_ms = hooks_timeout_sum(&c->plan->hooks, HOOK_CREATE_CONTAINER);

	for (;;) {
		struct received m;

		if (!launch_wait_message(c, working(c), hooks_ms, e) ||
			!sync_receive(c->sync_fd, -1, &m, e))
			return false;
		if (m.type == MESSAGE_READY)
			return true;
		if (m.type == MESSAGE_CONSOLE) {
			if (!take_console(c, &m, e))
				return false;
		} else {
			fd_close(&m.fd);
			return fail(e, "the container's process ended before it was ready");
		}
	}
}

static bool do_intermediate(struct creation *c, struct err *e)
{
	int status;

	if (c->intermediate.pidfd < 0)
		return true;
	if (!sys_wait(&c->intermediate, DESTROY_MS, &status, e))
		return false;
	fd_close(&c->intermediate.pidfd);
	return true;
}

/* Hard limits that only we may raise, while init is still of our user; it sets the limits
 * themselves right before execve(2). */
static bool do_rlimits(struct creation *c, struct err *e)
{
	return rlimits_raise(&c->plan->rlimits, c->init.pid, e);
}

bool publish_pid(struct creation *c, struct err *e)
{
	if (c->o->pid_file && !pid_file_write(c->o->pid_file, c->init.pid, e))
		return false;
	if (c->o->pidfd_socket) {
		autoclose int sock = sys_connect(c->o->pidfd_socket, e);

		if (sock < 0 || !sys_send(sock, c->o->id, strlen(c->o->id), c->init.pidfd, e))
			return fail_in(e, "--pidfd-socket");
	}
	return true;
}

void unpublish_pid(struct creation *c)
{
	struct err ignored;

	if (c->o->pid_file && !sys_unlink_at(AT_FDCWD, c->o->pid_file, 0, &ignored))
		return;
}

bool parent_done(struct creation *c, struct err *e)
{
	if (!sync_send(c->sync_fd, MESSAGE_DONE, 0, -1, e))
		return false; /* there may be a last word on the wire */
	if (!c->start_follows)
		fd_close(&c->sync_fd);
	return true;
}

/* clang-format off */
static const struct step parent_rows[] = {
	{ "create-state-dir",        create_state_dir, undo_reserve, true },
	{ "keep-config",    do_keep_config },
	{ "notify",         do_notify },           /* a source of the mounts */
	{ "record",         do_record },           /* a crash from here on leaves what delete --force removes */
	{ "cgroup",         do_cgroup, undo_cgroup },
	{ "rdt",            do_rdt, undo_rdt },
	{ "limits",         do_limits },           /* before there is a process to limit, */
	{ "namespaces",     do_namespaces },
	{ "mount-sources",  do_mounts },
	{ "procfs",         do_procfs },
	{ "sockets",        do_sockets },
	{ "signals",        parent_signals },        /* they end a wait for init now, which is then taken back */
	{ "spawn",          do_spawn, end_init, true },
	{ "v1-cgroups",   do_cgroup_aside },     /* or one that is not yet in there */
	{ "attach",         do_attach },
	{ "raise-rlimits",  do_rlimits },
	{ "network",        do_network, undo_network },
	{ "send-go",             do_go, NULL, true },
	{ "compile-seccomp", parent_seccomp },         /* while the child mounts */
	{ "write-record",          do_draft },            /* so that it need not wait for us to write it */
	{ "wait-mounted",        do_rootfs, NULL, true },
	{ "prestart",       do_prestart, NULL, true },
	{ "createRuntime",  do_create_runtime, NULL, true },
	{ "wait-ready",        parent_wait_ready, NULL, true },
	{ "intermediate",   do_intermediate },     /* it has ended, or is about to */
	{ "rename-record",         do_commit },
	{ "publish-pid",           publish_pid, unpublish_pid, true },
	{ "done",           parent_done },
};
/* clang-format on */

const struct step_table parent_steps = {
	"host", parent_rows, sizeof(parent_rows) / sizeof(parent_rows[0])};

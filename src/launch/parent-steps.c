/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of create in the runtime. The order is: the state directory and the record, so that
 * delete
 * --force can remove whatever a crash leaves; cgroups; descriptors of the host that init needs; the
 * clone; then, while init mounts, everything that needs init's pid. Each step that leaves something
 * behind has an undo function. */
#include "parent-steps.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/cgroup/attach.h"
#include "brig/cgroup/destroy.h"
#include "brig/cgroup/freeze.h"
#include "brig/cgroup/kill.h"
#include "brig/cgroup/record.h"
#include "brig/launch/foreground.h"
#include "brig/launch/rdt-record.h"
#include "brig/launch/sync.h"
#include "brig/network/netdev.h"
#include "brig/sys/exec.h"
#include "brig/sys/file.h"
#include "brig/sys/procfs.h"
#include "brig/sys/signal-wait.h"
#include "brig/sys/sock.h"
#include "child.h"
#include "clone.h"
#include "container-hooks.h"
#include "pid-file.h"

/* A process that SIGKILL does not end within this time waits for a disk or a FUSE server. */
enum { KILLED_MS = 3000 };

static bool create_state_dir(struct launch_parent *lp, struct err *e)
{
	return container_dir_create(
		&lp->l->container, lp->l->rt->arena, lp->l->rt->root, lp->l->o->id, e);
}

/* Writes the record to its temporary file, while init mounts. Other commands read it only after
 * rename_record(). */
static bool write_record(struct launch_parent *lp, struct err *e)
{
	struct sys_process_stat st;

	if (!sys_process_stat(lp->init.pid, &st, e))
		return false;
	lp->l->record.pid = lp->init.pid;
	lp->l->record.start_time = st.start_time;
	return record_write_tmp(&lp->l->container, lp->l->rt->arena, &lp->l->record, e);
}

static bool rename_record(struct launch_parent *lp, struct err *e)
{
	return record_rename(&lp->l->container, e);
}

/* After parent_end_init(): whether SIGKILL has not ended init. */
static bool init_still_runs(struct launch_parent *lp)
{
	struct err ignored;
	int status;

	if (lp->init.pidfd >= 0 && sys_wait(&lp->init, 0, &status, &ignored))
		fd_close(&lp->init.pidfd);
	return lp->init.pidfd >= 0;
}

static void undo_state_dir(struct launch_parent *lp)
{
	struct err e;

	if (lp->l->container.dir < 0)
		return;
	if (init_still_runs(lp)) {
		lp->rollback_incomplete = true;
		if (!write_record(lp, &e) || !rename_record(lp, &e))
			log_warn("%s, ignoring", e.text);
	}
	if (lp->rollback_incomplete)
		log_warn("container %s is only partly removed, delete --force removes the rest",
			lp->l->o->id);
	else if (!container_remove(&lp->l->container, &e))
		log_warn("%s, ignoring", e.text);
	container_close(&lp->l->container);
}

static bool do_keep_config(struct launch_parent *lp, struct err *e)
{
	return container_keep_config(&lp->l->container, lp->bundle.text, lp->bundle.size, e);
}

static bool do_notify(struct launch_parent *lp, struct err *e)
{
	return !lp->notify || notify_socket_dir_create(&lp->l->container, e);
}

static bool create_cgroups(struct launch_parent *lp, enum cgroup_part part, struct err *e)
{
	if (!cgroup_create(&lp->l->plan->cgroup, part, e))
		return false;
	lp->l->cgroup = cgroup_ref_from_plan(&lp->l->plan->cgroup, lp->l->rt->arena);
	cgroup_ref_to_record(&lp->l->record, lp->l->cgroup, lp->l->rt->arena);
	return true;
}

static bool do_cgroup(struct launch_parent *lp, struct err *e)
{
	return create_cgroups(lp,
		lp->l->plan->cgroup_entry == CGROUP_ENTRY_LATE ? CGROUP_PART_V2 : CGROUP_PART_ALL,
		e);
}

static void undo_cgroup(struct launch_parent *lp)
{
	struct err e;

	if (!lp->l->cgroup)
		return;
	lp->rollback_incomplete = !cgroup_kill(lp->l->cgroup, SIGKILL, &e) ||
				  !cgroup_destroy(lp->l->cgroup, RUNTIME_DEADLINE_MS, &e);
	if (lp->rollback_incomplete)
		log_warn("%s, ignoring", e.text);
}

/* Writes the record without a pid, before the cgroups are made: when the runtime is killed from now
 * on, delete --force finds the cgroups there. */
static bool do_record(struct launch_parent *lp, struct err *e)
{
	cgroup_ref_to_record(&lp->l->record,
		cgroup_ref_before_create(&lp->l->plan->cgroup, lp->l->rt->arena), lp->l->rt->arena);
	return container_record(&lp->l->container, lp->l->rt->arena, &lp->l->record, e);
}

static bool do_limits(struct launch_parent *lp, struct err *e)
{
	return lp->l->plan->cgroup_entry == CGROUP_ENTRY_LATE ||
	       cgroup_limit(&lp->l->plan->cgroup, e);
}

/* init does not enter the v1 cgroups before MESSAGE_GO, so they are made while it works. */
static bool do_v1_cgroups(struct launch_parent *lp, struct err *e)
{
	return lp->l->plan->cgroup_entry != CGROUP_ENTRY_LATE ||
	       (create_cgroups(lp, CGROUP_PART_V1, e) && cgroup_limit(&lp->l->plan->cgroup, e));
}

static bool do_rdt(struct launch_parent *lp, struct err *e)
{
	if (!rdt_create(&lp->l->plan->rdt, lp->l->rt->arena, &lp->rdt, e))
		return false;
	record_rdt(&lp->l->record, &lp->rdt, lp->l->rt->arena);
	return true;
}

static void undo_rdt(struct launch_parent *lp)
{
	struct err e;

	if (!rdt_destroy(&lp->rdt, &e))
		log_warn("%s, ignoring", e.text);
}

static bool do_namespaces(struct launch_parent *lp, struct err *e)
{
	return namespace_open(&lp->l->plan->namespaces, lp->l->joins, e);
}

static bool do_mounts(struct launch_parent *lp, struct err *e)
{
	int userns = namespace_opened(&lp->l->plan->namespaces, lp->l->joins, CLONE_NEWUSER);

	return mounts_open(&lp->l->plan->mounts, userns, lp->l->rt->arena, &lp->l->mounts, e);
}

/* Opens a procfs that the child will need: in a user namespace it might not be allowed to mount
 * one.
 */
static bool do_procfs(struct launch_parent *lp, struct err *e)
{
	const struct plan *p = lp->l->plan;
	bool needed = namespace_has(&p->namespaces, CLONE_NEWUSER) || p->namespaces.joins_pid ||
		      p->sysctl.n > 0 || process_needs_procfs(p);

	return !needed || sys_procfs(e) >= 0;
}

bool parent_sockets(struct launch_parent *lp, struct err *e)
{
	if (lp->l->o->console_socket) {
		lp->console_socket = sys_connect(lp->l->o->console_socket, e);
		if (lp->console_socket < 0)
			return fail_in(e, "--console-socket");
	}
	if (!lp->l->plan->seccomp.enabled)
		return true;
	lp->l->seccomp = sys_memfd("seccomp", e);
	return lp->l->seccomp >= 0;
}

/* Before this step a signal kills the runtime at once, even while a file system does not answer. */
bool parent_signals(struct launch_parent *lp, struct err *e)
{
	struct sys_interrupts in;

	if (lp->foreground) {
		lp->signals = sys_block_all_signals(e);
		if (lp->signals < 0)
			return false;
	}
	if (!sys_interrupts_block(&in, e))
		return false;
	lp->interrupts = in.fd;
	return true;
}

static bool do_sockets(struct launch_parent *lp, struct err *e)
{
	if (!parent_sockets(lp, e))
		return false;
	lp->l->start_socket = start_socket_listen(&lp->l->container, e);
	return lp->l->start_socket >= 0;
}

static bool do_spawn(struct launch_parent *lp, struct err *e)
{
	bool ok;

	ok = clone_init(lp, e);
	mount_fds_close(&lp->l->mounts);
	for (size_t i = 0; i < lp->l->plan->namespaces.njoins; i++) {
		if (lp->l->plan->namespaces.joins[i].kind->flag == CLONE_NEWNET)
			lp->netns = fd_take(&lp->l->joins[i]);
		fd_close(&lp->l->joins[i]);
	}
	fd_close(&lp->l->start_socket);
	lp->l->record.pid = lp->init.pid;
	return ok;
}

/* After a failure: kills and reaps the intermediate process, if there is one. */
static void end_intermediate(struct launch_parent *lp)
{
	struct err ignored;
	int status;

	if (lp->intermediate.pidfd < 0)
		return;
	if (sys_pidfd_kill(lp->intermediate.pidfd, SIGKILL, &ignored) &&
		!sys_wait(&lp->intermediate, RUNTIME_DEADLINE_MS, &status, &ignored))
		log_warn("%s, ignoring", ignored.text);
	fd_close(&lp->intermediate.pidfd);
}

void parent_end_init(struct launch_parent *lp)
{
	struct err ignored;
	int status;

	fd_close(&lp->l->sync_fd);
	end_intermediate(lp);
	if (lp->init.pidfd < 0)
		return;
	if (sys_pidfd_kill(lp->init.pidfd, SIGKILL, &ignored) &&
		!sys_wait(&lp->init, KILLED_MS, &status, &ignored))
		log_warn("%s, ignoring", ignored.text);
	else
		fd_close(&lp->init.pidfd);
}

/* Meanwhile the child makes its root a mount. */
static bool do_attach(struct launch_parent *lp, struct err *e)
{
	const struct plan *p = lp->l->plan;
	bool cloned_into = p->cgroup.clone_into_cgroup && !p->namespaces.needs_intermediate;

	return (lp->l->plan->cgroup_entry != CGROUP_ENTRY_PARENT ||
		       cgroup_attach(&p->cgroup, lp->init.pid, cloned_into, e)) &&
	       rdt_attach(&p->rdt, lp->init.pid, e) &&
	       (p->namespaces.rootless || oom_score_apply(&p->rlimits, lp->init.pid, e));
}

static void undo_network(struct launch_parent *lp)
{
	struct err e;

	if (!network_restore(&lp->l->plan->network, lp->netns, &e))
		log_warn("%s, ignoring", e.text);
	fd_close(&lp->netns);
}

/* Finds a new network namespace by init; init may not have joined a named one yet, but lp->netns is
 * open then. The descriptor keeps the namespace, and with it the devices, when init fails. */
static bool do_network(struct launch_parent *lp, struct err *e)
{
	char path[40];

	if (lp->l->plan->network.n == 0)
		return true;
	if (lp->netns < 0) {
		snprintf(path, sizeof(path), "/proc/%d/ns/net", lp->init.pid);
		lp->netns = sys_open_at(AT_FDCWD, path, O_RDONLY, e);
	}
	return lp->netns >= 0 && network_move(&lp->l->plan->network, lp->netns, e);
}

bool parent_seccomp(struct launch_parent *lp, struct err *e)
{
	return lp->l->seccomp < 0 || seccomp_compile(&lp->l->plan->seccomp, lp->l->seccomp, e);
}

/* When init has ended already, its error is still pending on the socket. */
static bool sync_send_go(struct launch_parent *lp, struct err *e)
{
	struct received m;

	if (sync_send(lp->l->sync_fd, MESSAGE_GO, 0, -1, e))
		return true;
	return e->code == EPIPE && sync_expect(lp->l->sync_fd, MESSAGE_READY, &m, e);
}

static bool do_go(struct launch_parent *lp, struct err *e)
{
	bool ok = sync_send_go(lp, e);

	clone_release_exe(lp); /* while init mounts */
	return ok;
}

/* Returns the process that sends the next message. */
static pid_t next_sender(const struct launch_parent *lp)
{
	return lp->intermediate.pidfd >= 0 && !sys_wait_end(lp->intermediate.pidfd, 0)
		       ? lp->intermediate.pid
		       : lp->init.pid;
}

static bool do_wait_mounted(struct launch_parent *lp, struct err *e)
{
	struct received m = {0};

	if (!launch_has_hooks(lp->l))
		return true;
	for (;;) {
		if (!launch_wait_message(lp, next_sender(lp), 0, e) ||
			!sync_receive(lp->l->sync_fd, -1, &m, e))
			return false;
		if (m.type != MESSAGE_NAMESPACE)
			break;
		if (!container_hooks_receive(lp, &m, e))
			return false;
	}
	fd_close(&m.fd);
	if (m.type != MESSAGE_ROOTFS)
		return fail(e, "the container's process ended before everything was mounted");
	lp->inside_pid = m.number;
	return true;
}

static bool run_hooks(struct launch_parent *lp, enum hook_kind kind, struct err *e)
{
	lp->poststop_due = true;
	return lp->l->plan->hooks.kind[kind].n == 0 ||
	       hooks_run(&lp->l->plan->hooks, kind, launch_state(lp->l, OCI_STATUS_CREATING),
		       lp->l->record.bundle, false, e);
}

static bool do_prestart(struct launch_parent *lp, struct err *e)
{
	return run_hooks(lp, HOOK_PRESTART, e);
}

static bool do_create_runtime(struct launch_parent *lp, struct err *e)
{
	return run_hooks(lp, HOOK_CREATE_RUNTIME, e) &&
	       (!container_hooks_outside(lp->l) || container_hooks_run(lp, e)) &&
	       (!launch_has_hooks(lp->l) || sync_send_go(lp, e));
}

static bool receive_console(struct launch_parent *lp, const struct received *m, struct err *e)
{
	char name[32];

	if (m->fd < 0)
		return fail(e, "message 'console' has no terminal");
	fd_close(&lp->console);
	lp->console = m->fd;
	if (lp->console_socket < 0) {
		if (!lp->l->plan->console_size)
			foreground_set_size(lp->console);
		return true;
	}
	snprintf(name, sizeof(name), "/dev/pts/%d", m->number);
	if (!sys_send(lp->console_socket, name, strlen(name), lp->console, e))
		return fail_in(e, "--console-socket");
	fd_close(&lp->console_socket);
	fd_close(&lp->console);
	return true;
}

bool parent_wait_ready(struct launch_parent *lp, struct err *e)
{
	int hooks_ms = hooks_timeout_sum(&lp->l->plan->hooks, HOOK_CREATE_CONTAINER);

	for (;;) {
		struct received m;

		if (!launch_wait_message(lp, next_sender(lp), hooks_ms, e) ||
			!sync_receive(lp->l->sync_fd, -1, &m, e))
			return false;
		if (m.type == MESSAGE_READY)
			return true;
		if (m.type == MESSAGE_CONSOLE) {
			if (!receive_console(lp, &m, e))
				return false;
		} else {
			fd_close(&m.fd);
			return fail(e, "the container's process ended before it was ready");
		}
	}
}

static bool do_intermediate(struct launch_parent *lp, struct err *e)
{
	int status;

	if (lp->intermediate.pidfd < 0)
		return true;
	if (!sys_wait(&lp->intermediate, RUNTIME_DEADLINE_MS, &status, e))
		return false;
	fd_close(&lp->intermediate.pidfd);
	return true;
}

/* Raises hard limits, for which only the runtime has the rights, and only while init has the
 * runtime's user. init sets the limits themselves right before execve(2). */
static bool do_rlimits(struct launch_parent *lp, struct err *e)
{
	return rlimits_raise(&lp->l->plan->rlimits, lp->init.pid, e);
}

bool parent_publish_pid(struct launch_parent *lp, struct err *e)
{
	if (lp->l->o->pid_file) {
		if (!pid_file_write(lp->l->o->pid_file, lp->init.pid, e))
			return false;
		lp->pid_published = true;
	}
	if (lp->l->o->pidfd_socket) {
		autoclose int sock = sys_connect(lp->l->o->pidfd_socket, e);

		if (sock < 0 ||
			!sys_send(sock, lp->l->o->id, strlen(lp->l->o->id), lp->init.pidfd, e))
			return fail_in(e, "--pidfd-socket");
	}
	return true;
}

void parent_unpublish_pid(struct launch_parent *lp)
{
	struct err ignored;

	if (lp->pid_published && !sys_unlink_at(AT_FDCWD, lp->l->o->pid_file, 0, &ignored))
		log_warn("--pid-file: %s, ignoring", ignored.text);
}

bool parent_done(struct launch_parent *lp, struct err *e)
{
	if (!sync_send(lp->l->sync_fd, MESSAGE_DONE, 0, -1, e))
		return false; /* the caller reads a pending error of init */
	if (!lp->l->start_follows)
		fd_close(&lp->l->sync_fd);
	return true;
}

/* clang-format off */
static const struct parent_step parent_rows[] = {
	{ "create-state-dir", create_state_dir, undo_state_dir, true },
	{ "keep-config",      do_keep_config },
	{ "notify",           do_notify },          /* the source of a mount */
	{ "record",           do_record },          /* from here on delete --force can clean up */
	{ "cgroup",           do_cgroup, undo_cgroup },
	{ "rdt",              do_rdt, undo_rdt },
	{ "limits",           do_limits },          /* before a process is in the cgroup */
	{ "namespaces",       do_namespaces },
	{ "mount-sources",    do_mounts },
	{ "procfs",           do_procfs },
	{ "sockets",          do_sockets },
	{ "signals",          parent_signals },     /* from here on they end waits */
	{ "spawn",            do_spawn, parent_end_init, true },
	{ "v1-cgroups",       do_v1_cgroups },      /* init is not in them yet */
	{ "attach",           do_attach },
	{ "raise-rlimits",    do_rlimits },
	{ "network",          do_network, undo_network },
	{ "send-go",          do_go, NULL, true },
	{ "compile-seccomp",  parent_seccomp },     /* while the child mounts */
	{ "write-record",     write_record },       /* likewise */
	{ "wait-mounted",     do_wait_mounted, NULL, true },
	{ "prestart",         do_prestart, NULL, true },
	{ "createRuntime",    do_create_runtime, NULL, true },
	{ "wait-ready",       parent_wait_ready, NULL, true },
	{ "intermediate",     do_intermediate },    /* reaps it: its work is done */
	{ "rename-record",    rename_record },
	{ "publish-pid",      parent_publish_pid, parent_unpublish_pid, true },
	{ "done",             parent_done },
};
/* clang-format on */

const struct parent_steps create_parent_steps = STEPS("parent", parent_rows);

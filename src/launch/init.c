/* SPDX-License-Identifier: Apache-2.0 */
/* The container's first process: the steps from clone to execve, each a line or two that hands a
 * slice of the plan to its part. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "brig/base/fault.h"
#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/cgroup/attach.h"
#include "brig/sys/file.h"
#include "brig/sys/hide.h"
#include "brig/sys/mount.h"
#include "brig/sys/sock.h"
#include "brig/sys/subprocess.h"
#include "child.h"
#include "sync.h"

static bool sync_wait_go(struct creation *c, struct err *e)
{
	struct received m;

	return sync_expect(c->sync_fd, MESSAGE_GO, &m, e);
}

/* With a process in between the kinds have been joined there. */
static bool do_join(struct creation *c, struct err *e)
{
	const struct namespace_plan *p = &c->plan->namespaces;

	return p->needs_intermediate || (namespace_join(p, c->joins, ~CLONE_NEWNS, e) &&
						namespace_join(p, c->joins, CLONE_NEWNS, e));
}

/* With the rights of the host's root the runtime is hidden from its first instruction on, and its
 * children with it. Without them processes that are in a namespace before us must not look into us.
 */
static bool set_undumpable(struct creation *c, struct err *e)
{
	return c->plan->namespaces.njoins == 0 || sys_hide(e);
}

bool step_propagation(struct creation *c, struct err *e)
{
	return rootfs_propagate(&c->plan->rootfs, e);
}

/* A process in between has changed to it already, as the host's root. */
bool step_rootfs(struct creation *c, struct err *e)
{
	if (!c->plan->namespaces.needs_intermediate && !sys_chdir(c->plan->rootfs.path, e))
		return fail_in(e, "root.path");
	c->root = rootfs_open(&c->plan->rootfs, e);
	return c->root >= 0;
}

/* The longest part of a container's start, the network most of all. */
static bool do_unshare(struct creation *c, struct err *e)
{
	return !c->ns_by_child ||
	       sys_unshare(clone_kinds_of_child(c), "network, mount, UTS or IPC", e);
}

static bool do_cgroup(struct creation *c, struct err *e)
{
	return !c->child_joins_cgroup || c->ns_by_child || c->plan->namespaces.needs_intermediate ||
	       cgroup_ref_enter(c->cgroup, e);
}

static bool wait_for_parent(struct creation *c, struct err *e)
{
	return sync_wait_go(c, e) && (!c->ns_by_child || cgroup_ref_enter(c->cgroup, e));
}

static bool do_cgroup_ns(struct creation *c, struct err *e)
{
	return !(c->plan->namespaces.made & CLONE_NEWCGROUP) ||
	       sys_unshare(CLONE_NEWCGROUP, "cgroup", e);
}

/* A procfs shows the pid namespace of who makes it. */
static bool do_proc_mounts(struct creation *c, struct err *e)
{
	const struct mounts_plan *p = &c->plan->mounts;
	struct received m;

	for (size_t i = 0; i < p->n; i++) {
		if (!p->v[i].by_init || c->mounts.v[p->v[i].slot] >= 0)
			continue;
		if (!sync_send(c->partner, MESSAGE_MOUNT, (int32_t)i, -1, e) ||
			!sync_receive(c->partner, -1, &m, e))
			return false;
		if (m.type == 0)
			_exit(EXIT_FAILURE); /* init has said why */
		c->mounts.v[p->v[i].slot] = m.fd;
	}
	return true;
}

static bool do_mounts(struct creation *c, struct err *e)
{
	return mounts_apply(&c->plan->mounts, &c->mounts, c->root, e);
}

static bool do_devices(struct creation *c, struct err *e)
{
	return devices_apply(&c->plan->devices, c->root, e);
}

static bool do_runtime_hooks(struct creation *c, struct err *e)
{
	if (creation_hooks_outside(c) && !container_hooks_send(c, e))
		return false;
	return !creation_has_hooks(c) ||
	       (sync_send(c->sync_fd, MESSAGE_ROOTFS, c->inside_pid, -1, e) && sync_wait_go(c, e));
}

static bool do_container_hooks(struct creation *c, struct err *e)
{
	return c->plan->hooks.kind[HOOK_CREATE_CONTAINER].n == 0 || creation_hooks_outside(c) ||
	       hooks_run(&c->plan->hooks, HOOK_CREATE_CONTAINER,
		       creation_state(c, OCI_STATUS_CREATING), false, e);
}

/* Of the intermediate process, which has done this and that. */
static bool take(struct creation *c, struct received *m, struct err *e)
{
	autoclose int tree = -1;

	if (m->type == MESSAGE_MOUNT) {
		tree = mount_make(&c->plan->mounts, (size_t)m->number, e);
		return tree >= 0 && sync_send(c->partner, MESSAGE_MOUNT, 0, tree, e);
	}
	if (m->type == MESSAGE_HELD && (size_t)m->number < c->mounts.n_held) {
		c->mounts.held[m->number] = fd_take(&m->fd);
		return true;
	}
	if (m->type == MESSAGE_ROOTFS) {
		fd_close(&c->root);
		c->root = fd_take(&m->fd);
		return true;
	}
	return fail(e, "the intermediate process ended before the root was ready");
}

/* Until the root is there. */
static bool do_wait_root(struct creation *c, struct err *e)
{
	struct received m = {0};
	bool ok = sync_send(c->partner, MESSAGE_INIT, getpid(), -1, e);

	while (ok && m.type != MESSAGE_ROOTFS) {
		ok = sync_receive(c->partner, -1, &m, e) && take(c, &m, e);
		fd_close(&m.fd);
	}
	fd_close(&c->partner);
	return ok;
}

static bool do_pivot(struct creation *c, struct err *e)
{
	if (!c->plan->namespaces.joins_pid)
		return rootfs_pivot(&c->plan->rootfs, c->root, e);
	return sys_fchdir(c->root, "/", e) && sys_chroot(e) && sys_chdir("/", e);
}

static bool do_uts(struct creation *c, struct err *e)
{
	return uts_apply(&c->plan->uts, e);
}

static bool do_loopback(struct creation *c, struct err *e)
{
	return loopback_apply(&c->plan->network, e);
}

static bool do_sysctl(struct creation *c, struct err *e)
{
	return sysctl_apply(&c->plan->sysctl, e);
}

static bool do_paths(struct creation *c, struct err *e)
{
	return masked_paths_apply(&c->plan->paths, c->root, e);
}

static bool do_finish_mounts(struct creation *c, struct err *e)
{
	bool ok = mounts_finish(&c->plan->mounts, &c->mounts, e);

	mount_fds_close(&c->mounts);
	return ok;
}

static bool do_finish_rootfs(struct creation *c, struct err *e)
{
	return rootfs_finish(&c->plan->rootfs, c->root, e);
}

/* So that engines hear of it from create, as from other runtimes. A startContainer hook may still
 * bring the program. */
static bool do_program(struct creation *c, struct err *e)
{
	return c->plan->hooks.kind[HOOK_START_CONTAINER].n > 0 ||
	       program_check(&c->plan->program, c->root, e);
}

/* From here on processes of an exec share our namespaces, while we wait at the gate: nothing of the
 * host is behind our descriptors any more (the class of CVE-2024-21626), and nobody traces us out
 * of what we are to become. Without the host's root an exec could
 * not join a hidden init; its capabilities protect that (capabilities_apply()). */
static bool close_host_fds(struct creation *c, struct err *e)
{
	const int keep[] = {c->sync_fd, c->start_socket, c->seccomp};

	log_close();
	sys_procfs_close();
	return sys_close_except(3 + c->inherit_fds.n, keep, sizeof(keep) / sizeof(keep[0]), e) &&
	       (c->plan->namespaces.rootless ? sys_unhide(e) : sys_hide(e));
}

/* Without host root the file belongs to us only as long as we are dumpable. */
static bool do_oom_score(struct creation *c, struct err *e)
{
	return !c->plan->namespaces.rootless || oom_score_apply(&c->plan->rlimits, 0, e);
}

/* Enough for a start that is slow, and less than another has patience with us. */
enum { START_MSG_TIMEOUT_MS = 5000 };

/* Whether the program is to be executed. A peer that says nothing only wanted to see whether we are
 * here, and one that has gone meanwhile has told its caller that it failed. */
static bool asked_to_start(struct creation *c, int timeout_ms)
{
	const int hooks_ms = hooks_timeout_sum(&c->plan->hooks, HOOK_START_CONTAINER);
	struct received m;
	struct err e;

	if (!sync_receive(c->sync_fd, timeout_ms, &m, &e)) {
		sync_send_error(c->sync_fd, &e);
		return false;
	}
	fd_close(&m.fd);
	if (m.type != MESSAGE_START)
		return false;
	if (c->plan->program.args)
		return sync_send(c->sync_fd, MESSAGE_ACCEPTED, hooks_ms, -1, &e);
	err_set(&e, 0, "config.json: process: required at start, but missing");
	sync_send_error(c->sync_fd, &e);
	return false;
}

/* From the gate on c->wire is the connection of start; run goes on with the one it has, and leaves
 * us at the gate when it dies. */
static bool do_gate(struct creation *c, struct err *e)
{
	if (c->start_follows && asked_to_start(c, -1))
		return true;
	do {
		fd_close(&c->sync_fd);
		c->sync_fd = sys_accept(c->start_socket, e);
		if (c->sync_fd < 0)
			return false;
	} while (!asked_to_start(c, START_MSG_TIMEOUT_MS));
	return true;
}

/* What is set for the program right before its execve(2), and not yet. */
struct late {
	const struct rlimits_plan *rlimits;
	struct seccomp_filter filter;
};

static bool confine_hook(const void *with, struct err *e)
{
	const struct late *l = with;

	return rlimits_apply(l->rlimits, 0, e) && seccomp_filter_load(&l->filter, e);
}

/* Their programs are the image's, and what they leave behind stays in the container: they have no
 * more rights than its own process. */
static bool do_start_hooks(struct creation *c, struct err *e)
{
	struct late late = {.rlimits = &c->plan->rlimits};
	const struct sys_confinement confinement = {
		confine_hook, &late, "under process.rlimits and linux.seccomp"};

	return c->plan->hooks.kind[HOOK_START_CONTAINER].n == 0 ||
	       (seccomp_filter_read(&c->plan->seccomp, c->seccomp, c->rt->arena, &late.filter, e) &&
		       hooks_run_confined(&c->plan->hooks, HOOK_START_CONTAINER,
			       creation_state(c, OCI_STATUS_CREATED), &confinement, e));
}

/* clang-format off */
static const struct step namespace_rows[] = {
	{ "unshare",        do_unshare },       /* while the parent makes cgroups */
	{ "enter-cgroup",   do_cgroup },        /* by paths of the host */
	{ "set-undumpable",           set_undumpable },          /* before we share a namespace with strangers */
	{ "join",           do_join },
	{ "session",        step_session },
	{ "propagation",    step_propagation },   /* before any mount, or it leaks to the host */
	{ "rootfs",         step_rootfs },
};

static const struct step container_rows[] = {
	{ "wait-for-parent",       wait_for_parent },      /* the parent has set cgroup and net devices */
	{ "cgroup-ns",      do_cgroup_ns },     /* its root is the group we are in by now */
	{ "proc-mounts",    do_proc_mounts },
	{ "mounts",         do_mounts },
	{ "devices",        do_devices },       /* /dev is mounted by now */
	{ "runtime-hooks",  do_runtime_hooks }, /* prestart, createRuntime: in the parent */
	{ "container-hooks", do_container_hooks }, /* before the pivot */
};

static const struct step waiting_rows[] = {
	{ "session",        step_session },
	{ "wait-root",      do_wait_root },
	{ "cgroup-ns",      do_cgroup_ns },     /* in our group by now */
};

static const struct step process_rows[] = {
	{ "pivot",          do_pivot },
	{ "uts",            do_uts },
	{ "loopback",       do_loopback },
	{ "sysctl",         do_sysctl },        /* before /proc/sys turns read-only */
	{ "console",        step_console },       /* its /dev may lie on the root that turns read-only */
	{ "cwd-as-root",    step_cwd_as_root },   /* made when missing, before the root turns read-only */
	{ "paths",          do_paths },
	{ "finish-mounts",  do_finish_mounts }, /* read-only only now: things were made in them */
	{ "finish-rootfs",  do_finish_rootfs },
	{ "stdio",          step_stdio },
	{ "keyring",        step_keyring },
	{ "sched",          step_sched },         /* CAP_SYS_NICE is still there */
	{ "oom-score",      do_oom_score },
	{ "label",          step_label },         /* before no_new_privs */
	{ "home",           step_home },
	{ "bounding",       step_bounding },      /* the change of user takes CAP_SETPCAP away */
	{ "user",           step_user },
	{ "capabilities",   step_capabilities },  /* after the user, which clears the effective set */
	{ "no-new-privs",   step_no_new_privs },
	{ "program",        do_program, NULL, true }, /* as the user with its capabilities */
	{ "cwd",            step_cwd },
	{ "close-host-fds",         close_host_fds },        /* before an exec can come */
	{ "ready",          step_ready },
};

static const struct step start_rows[] = {
	{ "wait-for-start",           do_gate, NULL, true },
	{ "start-hooks",    do_start_hooks },
	{ "seccomp-mailbox",          step_mailbox },         /* limits could forbid it */
	{ "rlimits",        step_rlimits },       /* so tight that only execve may still have to work */
	{ "mark-cloexec",    step_descriptors },
	{ "announce-exec",       step_announce },      /* no message after it, the filter may forbid it */
	{ "seccomp",        step_seccomp },
	{ "exec",           step_exec, NULL, true },
};
/* clang-format on */

#define TABLE(name, rows)                                        \
	{                                                        \
		(name), (rows), sizeof(rows) / sizeof((rows)[0]) \
	}

const struct step_table namespace_steps = TABLE("namespaces", namespace_rows);
const struct step_table container_steps = TABLE("container", container_rows);
const struct step_table waiting_steps = TABLE("waiting", waiting_rows);
const struct step_table process_steps = TABLE("process", process_rows);
const struct step_table start_steps = TABLE("start", start_rows);

static bool make_root(struct creation *c, struct err *e)
{
	if (c->plan->namespaces.joins_pid)
		return steps_run_table(&waiting_steps, c, e);
	return steps_run_table(&namespace_steps, c, e) && steps_run_table(&container_steps, c, e);
}

void init_main(struct creation *c)
{
	struct err e;

	fault_stop("init-start");
	/* runtime.md State: hooks in the container's namespaces are told the pid as seen there. */
	c->record.pid = getpid();
	inherit_fds_set_pid(&c->inherit_fds);
	/* The lock belongs to the runtime; held by us too it would outlive it. */
	fd_close(&c->container.dir);
	if (sys_death_signal(SIGKILL, &e) && make_root(c, &e) &&
		steps_run_table(&process_steps, c, &e) && steps_run_table(&start_steps, c, &e))
		_exit(EXIT_SUCCESS);
	process_fail(c, &e);
}

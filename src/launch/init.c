/* SPDX-License-Identifier: Apache-2.0 */
/* The container's first process, from clone to execve(2), in five tables: namespaces and a root
 * that is a mount of its own; everything that is mounted in it, and hooks that see the host; the
 * pivot and the process's identity, up to READY; and, after start, the seccomp filter and the
 * program. In a joined pid namespace the intermediate process runs the first two, and init waits
 * for the root. Nearly each step passes a part of the plan to the function that applies it. */
#include "init.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "brig/base/fault.h"
#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/cgroup/attach.h"
#include "brig/cgroup/destroy.h"
#include "brig/cgroup/freeze.h"
#include "brig/cgroup/kill.h"
#include "brig/cgroup/record.h"
#include "brig/launch/sync.h"
#include "brig/network/loopback.h"
#include "brig/sys/args.h"
#include "brig/sys/file.h"
#include "brig/sys/hide.h"
#include "brig/sys/mount.h"
#include "brig/sys/sock.h"
#include "brig/sys/subprocess.h"
#include "clone.h"
#include "container-hooks.h"

static bool sync_wait_go(struct launch_child *lc, struct err *e)
{
	struct received m;

	return sync_expect(lc->l->sync_fd, MESSAGE_GO, &m, e);
}

/* An intermediate process, if there is one, has joined them. */
static bool do_join(struct launch_child *lc, struct err *e)
{
	const struct namespace_plan *p = &lc->l->plan->namespaces;

	return p->needs_intermediate || (namespace_join(p, lc->l->joins, ~CLONE_NEWNS, e) &&
						namespace_join(p, lc->l->joins, CLONE_NEWNS, e));
}

/* With root on the host the runtime is hidden from its first instruction on, and its children
 * inherit that. Otherwise init hides here: processes that are already in a joined namespace must
 * not be able to trace it. */
static bool set_undumpable(struct launch_child *lc, struct err *e)
{
	return lc->l->plan->namespaces.njoins == 0 || sys_hide(e);
}

bool step_propagation(struct launch_child *lc, struct err *e)
{
	return rootfs_propagate(&lc->l->plan->rootfs, e);
}

/* An intermediate process, if there is one, has entered the directory as the host's root. */
bool step_rootfs(struct launch_child *lc, struct err *e)
{
	if (!lc->l->plan->namespaces.needs_intermediate && !sys_chdir(lc->l->plan->rootfs.path, e))
		return fail_in(e, "root.path");
	lc->l->root = rootfs_open(&lc->l->plan->rootfs, e);
	return lc->l->root >= 0;
}

/* The longest part of a container's start, most of it for the network namespace: init does it while
 * the parent makes cgroups. */
static bool do_unshare(struct launch_child *lc, struct err *e)
{
	return lc->l->plan->cgroup_entry != CGROUP_ENTRY_LATE ||
	       sys_unshare(clone_kinds_of_child(lc->l), "network, mount, UTS or IPC", e);
}

static bool do_cgroup(struct launch_child *lc, struct err *e)
{
	return lc->l->plan->cgroup_entry == CGROUP_ENTRY_PARENT ||
	       lc->l->plan->cgroup_entry == CGROUP_ENTRY_LATE ||
	       lc->l->plan->namespaces.needs_intermediate || cgroup_ref_enter(lc->l->cgroup, e);
}

static bool wait_for_parent(struct launch_child *lc, struct err *e)
{
	return sync_wait_go(lc, e) && (lc->l->plan->cgroup_entry != CGROUP_ENTRY_LATE ||
					      cgroup_ref_enter(lc->l->cgroup, e));
}

static bool do_cgroup_ns(struct launch_child *lc, struct err *e)
{
	return !(lc->l->plan->namespaces.made & CLONE_NEWCGROUP) ||
	       sys_unshare(CLONE_NEWCGROUP, "cgroup", e);
}

/* A procfs shows the pid namespace of the process that mounts it, so init does that for the
 * intermediate process, by MESSAGE_MOUNT. */
static bool do_proc_mounts(struct launch_child *lc, struct err *e)
{
	const struct mounts_plan *p = &lc->l->plan->mounts;
	struct received m;

	for (size_t i = 0; i < p->n; i++) {
		if (p->v[i].maker != MOUNT_BY_PID_MEMBER || lc->l->mounts.v[p->v[i].slot] >= 0)
			continue;
		if (!sync_send(lc->partner, MESSAGE_MOUNT, (int32_t)i, -1, e) ||
			!sync_receive(lc->partner, -1, &m, e))
			return false;
		if (m.type == 0)
			_exit(EXIT_FAILURE); /* init has reported its error */
		lc->l->mounts.v[p->v[i].slot] = m.fd;
	}
	return true;
}

static bool do_mounts(struct launch_child *lc, struct err *e)
{
	return mounts_apply(&lc->l->plan->mounts, &lc->l->mounts, lc->l->root, e);
}

static bool do_devices(struct launch_child *lc, struct err *e)
{
	return devices_apply(&lc->l->plan->devices, lc->l->root, e);
}

static bool do_runtime_hooks(struct launch_child *lc, struct err *e)
{
	if (container_hooks_outside(lc->l) && !container_hooks_send(lc, e))
		return false;
	return !launch_has_hooks(lc->l) ||
	       (sync_send(lc->l->sync_fd, MESSAGE_ROOTFS, lc->inside_pid, -1, e) &&
		       sync_wait_go(lc, e));
}

static bool do_container_hooks(struct launch_child *lc, struct err *e)
{
	return lc->l->plan->hooks.kind[HOOK_CREATE_CONTAINER].n == 0 ||
	       container_hooks_outside(lc->l) ||
	       hooks_run(&lc->l->plan->hooks, HOOK_CREATE_CONTAINER,
		       launch_state(lc->l, OCI_STATUS_CREATING), NULL, false, e);
}

/* Handles a message of the intermediate process. */
static bool handle_message(struct launch_child *lc, struct received *m, struct err *e)
{
	autoclose int tree = -1;

	if (m->type == MESSAGE_MOUNT) {
		tree = mount_make(&lc->l->plan->mounts, (size_t)m->number, e);
		return tree >= 0 && sync_send(lc->partner, MESSAGE_MOUNT, 0, tree, e);
	}
	if (m->type == MESSAGE_HELD && (size_t)m->number < lc->l->mounts.n_held) {
		lc->l->mounts.held[m->number] = fd_take(&m->fd);
		return true;
	}
	if (m->type == MESSAGE_ROOTFS) {
		fd_close(&lc->l->root);
		lc->l->root = fd_take(&m->fd);
		return true;
	}
	return fail(e, "the intermediate process ended before the root was ready");
}

/* Until MESSAGE_ROOTFS. */
static bool do_wait_root(struct launch_child *lc, struct err *e)
{
	struct received m = {0};
	bool ok = sync_send(lc->partner, MESSAGE_INIT, getpid(), -1, e);

	while (ok && m.type != MESSAGE_ROOTFS) {
		ok = sync_receive(lc->partner, -1, &m, e) && handle_message(lc, &m, e);
		fd_close(&m.fd);
	}
	fd_close(&lc->partner);
	return ok;
}

static bool do_pivot(struct launch_child *lc, struct err *e)
{
	if (!lc->l->plan->namespaces.joins_pid)
		return rootfs_pivot(&lc->l->plan->rootfs, lc->l->root, e);
	return sys_fchdir(lc->l->root, "/", e) && sys_chroot(e) && sys_chdir("/", e);
}

static bool do_uts(struct launch_child *lc, struct err *e)
{
	return uts_apply(&lc->l->plan->uts, e);
}

static bool do_loopback(struct launch_child *lc, struct err *e)
{
	return loopback_apply(&lc->l->plan->network, e);
}

static bool do_sysctl(struct launch_child *lc, struct err *e)
{
	return sysctl_apply(&lc->l->plan->sysctl, e);
}

static bool do_paths(struct launch_child *lc, struct err *e)
{
	return masked_paths_apply(&lc->l->plan->paths, lc->l->root, e);
}

static bool do_finish_mounts(struct launch_child *lc, struct err *e)
{
	bool ok = mounts_finish(&lc->l->plan->mounts, &lc->l->mounts, e);

	mount_fds_close(&lc->l->mounts);
	return ok;
}

static bool do_finish_rootfs(struct launch_child *lc, struct err *e)
{
	return rootfs_finish(&lc->l->plan->rootfs, lc->l->root, e);
}

/* Checks the program at create, so that engines get the error from there, as with other runtimes. A
 * startContainer hook may still create the program. */
static bool do_program(struct launch_child *lc, struct err *e)
{
	return lc->l->plan->hooks.kind[HOOK_START_CONTAINER].n > 0 ||
	       program_check(&lc->l->plan->program, lc->l->root, e);
}

/* While init waits for start, exec can run processes in the container's namespaces. From here on
 * init has no descriptor that leads to the host (CVE-2024-21626 is of this kind) and none of the
 * caller's arguments in its memory, and no process of the container can trace it. */
static bool close_host_fds(struct launch_child *lc, struct err *e)
{
	const int keep[] = {lc->l->sync_fd, lc->l->start_socket, lc->l->seccomp};

	log_close();
	sys_args_wipe_copies();
	return sys_close_except(
		       3 + lc->l->inherit_fds.n, keep, sizeof(keep) / sizeof(keep[0]), e) &&
	       (lc->l->plan->namespaces.rootless || sys_hide(e));
}

/* Without root on the host, exec cannot join the namespaces of a hidden init. The capabilities that
 * init keeps protect it instead (capabilities_apply()). The synchronisation socket to create is
 * closed before. */
static bool do_joinable(struct launch_child *lc, struct err *e)
{
	if (!lc->l->start_follows)
		fd_close(&lc->l->sync_fd);
	return !lc->l->plan->namespaces.rootless || sys_unhide(e);
}

/* Without root on the host /proc/self/oom_score_adj is writable only while init is dumpable. */
static bool do_oom_score(struct launch_child *lc, struct err *e)
{
	return !lc->l->plan->namespaces.rootless || oom_score_apply(&lc->l->plan->rlimits, 0, e);
}

/* Longer than a slow start needs, and shorter than RUNTIME_DEADLINE_MS, after which a second start,
 * which waits behind the first, would give up. */
enum { START_MSG_TIMEOUT_MS = 5000 };

/* Whether MESSAGE_START has come on l->sync_fd, and was accepted. A peer that sends nothing has
 * only checked whether init waits. A peer that has ended meanwhile has reported a failure to its
 * caller.
 */
static bool receive_start(struct launch_child *lc, int timeout_ms)
{
	const int hooks_ms = hooks_timeout_sum(&lc->l->plan->hooks, HOOK_START_CONTAINER);
	struct received m;
	struct err e;

	if (!sync_receive(lc->l->sync_fd, timeout_ms, &m, &e)) {
		sync_send_error(lc->l->sync_fd, &e);
		return false;
	}
	fd_close(&m.fd);
	if (m.type != MESSAGE_START)
		return false;
	if (lc->l->plan->program.args)
		return sync_send(lc->l->sync_fd, MESSAGE_ACCEPTED, hooks_ms, -1, &e);
	err_set(&e, 0, "config.json: process: required at start, but missing");
	sync_send_error(lc->l->sync_fd, &e);
	return false;
}

/* From here on l->sync_fd is the connection of start. run sends MESSAGE_START on the socket that it
 * already has; when it dies before, init waits at the start socket. */
static bool do_wait_for_start(struct launch_child *lc, struct err *e)
{
	if (lc->l->start_follows && receive_start(lc, -1))
		return true;
	do {
		fd_close(&lc->l->sync_fd);
		lc->l->sync_fd = sys_accept(lc->l->start_socket, e);
		if (lc->l->sync_fd < 0)
			return false;
	} while (!receive_start(lc, START_MSG_TIMEOUT_MS));
	return true;
}

/* Confinement that the program gets right before its execve(2), which init does not have yet. */
struct hook_confinement {
	const struct rlimits_plan *rlimits;
	struct seccomp_filter filter;
};

static bool confine_hook(const void *with, struct err *e)
{
	const struct hook_confinement *c = with;

	return rlimits_apply(c->rlimits, 0, e) && seccomp_filter_load(&c->filter, e);
}

/* The programs of these hooks are of the image, and processes that they leave behind stay in the
 * container: they get the limits, the filter and the rights of the container's process. */
static bool do_start_hooks(struct launch_child *lc, struct err *e)
{
	struct hook_confinement c = {.rlimits = &lc->l->plan->rlimits};
	const struct sys_confinement confinement = {
		confine_hook, &c, "under process.rlimits and linux.seccomp"};

	return lc->l->plan->hooks.kind[HOOK_START_CONTAINER].n == 0 ||
	       (seccomp_filter_read(
			&lc->l->plan->seccomp, lc->l->seccomp, lc->l->rt->arena, &c.filter, e) &&
		       hooks_run_confined(&lc->l->plan->hooks, HOOK_START_CONTAINER,
			       launch_state(lc->l, OCI_STATUS_CREATED), &confinement, e));
}

/* clang-format off */
static const struct child_step namespace_rows[] = {
	{ "unshare",         do_unshare },         /* while the parent makes cgroups */
	{ "enter-cgroup",    do_cgroup },          /* by paths of the host */
	{ "set-undumpable",  set_undumpable },     /* before it shares a namespace with other processes */
	{ "join",            do_join },
	{ "session",         step_session },
	{ "propagation",     step_propagation },   /* before any mount, which would appear on the host */
	{ "rootfs",          step_rootfs },
};

static const struct child_step container_rows[] = {
	{ "wait-for-parent", wait_for_parent },    /* the parent sets up the cgroup and network devices */
	{ "cgroup-ns",       do_cgroup_ns },       /* its root is the cgroup that init is in by now */
	{ "proc-mounts",     do_proc_mounts },
	{ "mounts",          do_mounts },
	{ "devices",         do_devices },         /* after the mount of /dev */
	{ "runtime-hooks",   do_runtime_hooks },   /* prestart, createRuntime: in the parent */
	{ "container-hooks", do_container_hooks }, /* before the pivot */
};

static const struct child_step waiting_rows[] = {
	{ "session",         step_session },
	{ "wait-root",       do_wait_root },
	{ "cgroup-ns",       do_cgroup_ns },       /* init is in its cgroup by now */
};

static const struct child_step process_rows[] = {
	{ "pivot",           do_pivot },
	{ "uts",             do_uts },
	{ "loopback",        do_loopback },
	{ "sysctl",          do_sysctl },          /* before /proc/sys becomes read-only */
	{ "console",         step_console },       /* /dev may be on the root, which becomes read-only */
	{ "cwd-as-root",     step_cwd_as_root },   /* made if missing, before the root becomes read-only */
	{ "paths",           do_paths },
	{ "finish-mounts",   do_finish_mounts },   /* makes them read-only, after the last file in them */
	{ "finish-rootfs",   do_finish_rootfs },
	{ "stdio",           step_stdio },
	{ "keyring",         step_keyring },
	{ "sched",           step_sched },         /* needs CAP_SYS_NICE */
	{ "oom-score",       do_oom_score },
	{ "label",           step_label },         /* before no_new_privs */
	{ "home",            step_home },
	{ "bounding",        step_bounding },      /* the change of user drops CAP_SETPCAP */
	{ "user",            step_user },
	{ "capabilities",    step_capabilities },  /* the change of user clears the effective set */
	{ "no-new-privs",    step_no_new_privs },
	{ "program",         do_program, true },   /* with the program's user and capabilities */
	{ "cwd",             step_cwd },
	{ "close-host-fds",  close_host_fds },     /* before exec can enter the container */
	{ "ready",           step_ready },
	{ "joinable",        do_joinable },        /* only the start socket is open */
};

static const struct child_step start_rows[] = {
	{ "wait-for-start",  do_wait_for_start, true },
	{ "start-hooks",     do_start_hooks },
	{ "seccomp-mailbox", step_mailbox },       /* the limits could forbid it */
	{ "rlimits",         step_rlimits },       /* may allow hardly more than execve */
	{ "mark-cloexec",    step_descriptors },
	{ "announce-exec",   step_announce },      /* the last message: the filter may forbid others */
	{ "seccomp",         step_seccomp },
	{ "exec",            step_exec, true },
};
/* clang-format on */

const struct child_steps namespace_steps = STEPS("namespaces", namespace_rows);
const struct child_steps container_steps = STEPS("container", container_rows);
const struct child_steps waiting_steps = STEPS("waiting", waiting_rows);
const struct child_steps process_steps = STEPS("process", process_rows);
const struct child_steps start_steps = STEPS("start", start_rows);

static bool set_up_root(struct launch_child *lc, struct err *e)
{
	if (lc->l->plan->namespaces.joins_pid)
		return child_steps_run(&waiting_steps, lc, e);
	return child_steps_run(&namespace_steps, lc, e) && child_steps_run(&container_steps, lc, e);
}

void init_main(struct launch_child *lc)
{
	struct err e;

	fault_stop("init-start");
	/* runtime.md State: hooks in the container's namespaces get the pid as seen there. */
	lc->l->record.pid = getpid();
	inherit_fds_set_pid(&lc->l->inherit_fds);
	/* The lock of the state directory must end with the runtime, and not with init. */
	fd_close(&lc->l->container.dir);
	if (sys_death_signal(SIGKILL, &e) && set_up_root(lc, &e) &&
		child_steps_run(&process_steps, lc, &e) && child_steps_run(&start_steps, lc, &e))
		_exit(EXIT_SUCCESS);
	process_fail(lc, &e);
}

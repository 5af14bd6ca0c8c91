/* SPDX-License-Identifier: Apache-2.0 */
/* The children of exec. The intermediate process does what needs the host's rights and namespaces,
 * becomes hidden, closes the host's descriptors, and only then joins the container's namespaces.
 * Then it clones the process of exec with CLONE_PARENT, so that this is a child of the runtime in
 * the container's pid namespace, and ends. The process of exec takes the identity and the
 * confinement of its plan, and executes the program. The container can see it from its first
 * moment, which is why nothing of the host is left in it. */
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
#include "brig/sys/file.h"
#include "brig/sys/hide.h"
#include "brig/sys/mount.h"
#include "brig/sys/procfs.h"
#include "exec-child.h"
#include "steps.h"

bool exec_child_waits(const struct launch *l)
{
	return l->o->pid_file || l->o->pidfd_socket || l->plan->terminal ||
	       l->plan->seccomp.enabled;
}

static bool do_oom_score(struct launch_child *lc, struct err *e)
{
	return oom_score_apply(&lc->l->plan->rlimits, 0, e);
}

static bool do_raise_rlimits(struct launch_child *lc, struct err *e)
{
	return rlimits_raise(&lc->l->plan->rlimits, 0, e);
}

static bool do_initial_cpus(struct launch_child *lc, struct err *e)
{
	return affinity_apply(&lc->l->plan->sched.exec_initial, 0, e);
}

/* CVE-2016-9962: a process of the container must neither see the descriptors of this process nor
 * trace it. */
static bool set_undumpable(struct launch_child *lc, struct err *e)
{
	(void)lc;
	return sys_hide(e);
}

/* CVE-2024-21626: closes every descriptor of the host by which a path could lead out of the
 * container, except for the procfs by which step_label() writes the label. */
static bool close_host_fds(struct launch_child *lc, struct err *e)
{
	const int keep[] = {lc->l->sync_fd, lc->l->container.pidfd, lc->l->seccomp, lc->l->root,
		sys_procfs_kept(), log_fd()};

	return sys_close_except(3 + lc->l->inherit_fds.n, keep, sizeof(keep) / sizeof(keep[0]), e);
}

static bool sync_wait_go(struct launch_child *lc, struct err *e)
{
	struct received m;

	return sync_expect(lc->l->sync_fd, MESSAGE_GO, &m, e);
}

static bool wait_for_parent(struct launch_child *lc, struct err *e)
{
	return lc->l->plan->cgroup_entry != CGROUP_ENTRY_PARENT ? cgroup_ref_enter(lc->l->cgroup, e)
								: sync_wait_go(lc, e);
}

static bool do_join(struct launch_child *lc, struct err *e)
{
	if (lc->l->setns_flags && !sys_setns(lc->l->container.pidfd, lc->l->setns_flags,
					  "the container's namespaces", e))
		return false;
	fd_close(&lc->l->container.pidfd);
	return !(lc->l->setns_flags & CLONE_NEWUSER) ||
	       namespace_become_root(&lc->l->plan->namespaces, e);
}

/* Joining a mount namespace changes the root directory. A container without a mount namespace of
 * its own has l->root. */
static bool do_root(struct launch_child *lc, struct err *e)
{
	if (lc->l->root < 0)
		return true;
	if (!sys_fchdir(lc->l->root, "the container's root", e) || !sys_chroot(e))
		return false;
	fd_close(&lc->l->root);
	return true;
}

static bool do_open_root(struct launch_child *lc, struct err *e)
{
	lc->l->root = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, e);
	return lc->l->root >= 0;
}

static bool do_sched(struct launch_child *lc, struct err *e)
{
	return step_sched(lc, e) && affinity_apply(&lc->l->plan->sched.exec_final, 0, e);
}

static bool do_ready(struct launch_child *lc, struct err *e)
{
	return exec_child_waits(lc->l) ? step_ready(lc, e) : sys_death_signal(0, e);
}

static bool do_descriptors(struct launch_child *lc, struct err *e)
{
	const int keep[] = {lc->l->sync_fd, lc->l->seccomp, lc->mailbox_fd, log_fd()};

	return sys_close_except(
		       3 + lc->l->inherit_fds.n, keep, sizeof(keep) / sizeof(keep[0]), e) &&
	       step_descriptors(lc, e);
}

/* clang-format off */
static const struct child_step intermediate_rows[] = {
	{ "oom-score",       do_oom_score },     /* writable only as long as the process is dumpable */
	{ "raise-rlimits",   do_raise_rlimits },
	{ "initial-cpus",    do_initial_cpus },  /* before it enters the container's cgroup */
	{ "set-undumpable",  set_undumpable },   /* before the container can see it */
	{ "close-host-fds",  close_host_fds },
	{ "wait-for-parent", wait_for_parent },
	{ "join",            do_join },
	{ "root",            do_root },
};

static const struct child_step exec_rows[] = {
	{ "wait-known",      sync_wait_go },     /* the runtime must receive INIT before other messages */
	{ "session",         step_session },
	{ "open-root",       do_open_root },
	{ "terminal",        step_terminal },
	{ "stdio",           step_stdio },
	{ "keyring",         step_keyring },
	{ "sched",           do_sched },         /* needs CAP_SYS_NICE */
	{ "label",           step_label },       /* before no_new_privs */
	{ "home",            step_home },
	{ "cwd-as-root",     step_cwd_as_root }, /* the user may not be able to enter it */
	{ "bounding",        step_bounding },    /* the change of user drops CAP_SETPCAP */
	{ "user",            step_user },
	{ "capabilities",    step_capabilities },
	{ "no-new-privs",    step_no_new_privs },
	{ "cwd",             step_cwd },
	{ "ready",           do_ready },
	{ "seccomp-mailbox", step_mailbox },     /* the limits could forbid it */
	{ "rlimits",         step_rlimits },
	{ "mark-cloexec",    do_descriptors },   /* before a path is looked up for execve */
	{ "announce-exec",   step_announce },    /* the last message: the filter may forbid others */
	{ "seccomp",         step_seccomp },
	{ "exec",            step_exec, true },
};
/* clang-format on */

const struct child_steps exec_intermediate_steps = STEPS("exec-intermediate", intermediate_rows);
const struct child_steps exec_steps = STEPS("exec", exec_rows);

static _Noreturn void exec_main(struct launch_child *lc)
{
	struct err e;

	fault_stop("exec-start");
	inherit_fds_set_pid(&lc->l->inherit_fds);
	if (sys_death_signal(SIGKILL, &e) && child_steps_run(&exec_steps, lc, &e))
		_exit(EXIT_SUCCESS);
	process_fail(lc, &e);
}

static bool clone_exec(struct launch_child *lc, struct err *e)
{
	struct sys_child child;

	if (!sys_clone(CLONE_PARENT, -1, &child, e)) {
		/* pid_namespaces(7): without its init a pid namespace gets no new processes. */
		return e->code == ENOMEM ? fail_in(e, "the container may have stopped") : false;
	}
	if (child.pid == 0)
		exec_main(lc);
	fault_stop("intermed-end");
	return sync_send(lc->l->sync_fd, MESSAGE_INIT, 0, child.pidfd, e);
}

void exec_intermediate_main(struct launch_child *lc)
{
	struct err e;

	if (sys_death_signal(SIGKILL, &e) && child_steps_run(&exec_intermediate_steps, lc, &e) &&
		clone_exec(lc, &e))
		_exit(EXIT_SUCCESS);
	process_fail(lc, &e);
}

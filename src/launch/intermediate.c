/* SPDX-License-Identifier: Apache-2.0 */
/* The process between the runtime and init, for namespaces that must exist before init is cloned: a
 * user namespace in which init is root, a time namespace and a joined pid namespace, which only
 * children enter. Its first steps run as the host's root and join the namespaces that the host's
 * user namespace owns; then it enters the container's user namespace, joins the rest, and clones
 * init.
 *
 * In a joined pid namespace other processes see init from its first moment, and can read its
 * /proc/PID/mountinfo. There the intermediate process does not end after the clone: it mounts the
 * root and everything in it up to the pivot, which init does otherwise. init starts with the
 * container's root directory as its root, so that its mountinfo has no mount of the host, and waits
 * for the finished root. */
#include "intermediate.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "brig/base/fault.h"
#include "brig/base/fd.h"
#include "brig/cgroup/attach.h"
#include "brig/cgroup/destroy.h"
#include "brig/cgroup/freeze.h"
#include "brig/cgroup/kill.h"
#include "brig/cgroup/record.h"
#include "brig/launch/sync.h"
#include "brig/sys/file.h"
#include "brig/sys/hide.h"
#include "brig/sys/mount.h"
#include "brig/sys/sock.h"
#include "clone.h"
#include "init.h"

static bool enter_root(const struct launch_child *lc, struct err *e)
{
	return sys_chdir(lc->l->plan->rootfs.path, e) || fail_in(e, "root.path");
}

static bool do_enter_cgroup(struct launch_child *lc, struct err *e)
{
	return lc->l->plan->cgroup_entry == CGROUP_ENTRY_PARENT ||
	       cgroup_ref_enter(lc->l->cgroup, e);
}

static bool do_join_as_host(struct launch_child *lc, struct err *e)
{
	return namespace_join_early(&lc->l->plan->namespaces, lc->l->joins, &lc->joined, e);
}

/* Makes the container's root directory the root of this process, while it clones a child that
 * others see. *host is the host's root, for return_to_host(). */
static bool leave_host(struct launch_child *lc, int *host, struct err *e)
{
	*host = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, e);
	/* When the root is mounted already, this is the directory below that mount. On the mount
	 * itself the host's root would be reachable for a moment in pivot_root(2), which puts the
	 * old root on top of it. */
	return *host >= 0 && (lc->l->root >= 0 || enter_root(lc, e)) && sys_chroot(e);
}

static bool return_to_host(int *host, struct err *e)
{
	bool ok = sys_fchdir(*host, "/", e) && sys_chroot(e);

	fd_close(host);
	return ok;
}

/* A procfs shows the pid namespace of the process that mounts it, which must have CAP_SYS_ADMIN in
 * the user namespace that owns that pid namespace. init does not have it when the host's user
 * namespace owns it, so a child of this process mounts it. */
static int mount_procfs(struct launch_child *lc, size_t i, struct err *e)
{
	autoclose int host = -1, tree = -1;
	struct sys_child child;
	struct received m = {.fd = -1};
	int pair[2], status;
	bool ok;

	if (!sys_socketpair(pair, e))
		return -1;
	ok = leave_host(lc, &host, e) && sys_clone(0, -1, &child, e);
	if (ok && child.pid == 0) {
		tree = mount_make(&lc->l->plan->mounts, i, e);
		if (tree < 0)
			sync_send_error(pair[1], e);
		_exit(tree >= 0 && sync_send(pair[1], MESSAGE_MOUNT, 0, tree, e) ? EXIT_SUCCESS
										 : EXIT_FAILURE);
	}
	fd_close(&pair[1]);
	if (ok) {
		ok = sync_expect(pair[0], MESSAGE_MOUNT, &m, e);
		ok = sys_wait(&child, -1, &status, e) && ok;
		fd_close(&child.pidfd);
	}
	fd_close(&pair[0]);
	return ok && return_to_host(&host, e) ? m.fd : -1;
}

/* Makes the file systems of joined namespaces that the host's user namespace owns, for which root
 * in the container's user namespace lacks the rights. */
static bool do_file_systems(struct launch_child *lc, struct err *e)
{
	const struct mounts_plan *p = &lc->l->plan->mounts;
	bool pids = (lc->joined & CLONE_NEWPID) &&
		    namespace_has(&lc->l->plan->namespaces, CLONE_NEWUSER);

	for (size_t i = 0; i < p->n; i++) {
		const struct mount_plan *m = &p->v[i];
		bool proc = m->maker == MOUNT_BY_PID_MEMBER && pids;
		bool sysfs = m->maker == MOUNT_BY_NET_MEMBER && (lc->joined & CLONE_NEWNET);

		if (!proc && !sysfs)
			continue;
		lc->l->mounts.v[m->slot] = proc ? mount_procfs(lc, i, e) : mount_make(p, i, e);
		if (lc->l->mounts.v[m->slot] < 0)
			return false;
	}
	return true;
}

/* Whether the mount namespace is joined last, as root of the container's user namespace: only then
 * paths of config.json are resolved in it. */
static bool joins_mounts_late(const struct launch_child *lc)
{
	const struct namespace_plan *p = &lc->l->plan->namespaces;

	return !((p->made | lc->joined) & CLONE_NEWNS) && namespace_has(p, CLONE_NEWNS);
}

/* The host's root may enter directories that root of the container's user namespace may not. init
 * inherits the working directory, in its own copy of the mounts. */
static bool do_root_directory(struct launch_child *lc, struct err *e)
{
	return joins_mounts_late(lc) || enter_root(lc, e);
}

static bool do_offsets_file(struct launch_child *lc, struct err *e)
{
	return namespace_offsets_open(&lc->l->plan->namespaces, &lc->offsets, e);
}

static bool do_user_namespace(struct launch_child *lc, struct err *e)
{
	const struct namespace_plan *p = &lc->l->plan->namespaces;

	return namespace_join(p, lc->l->joins, CLONE_NEWUSER, e) &&
	       (!(p->made & CLONE_NEWUSER) || namespace_make_user(p, e));
}

static bool do_id_maps(struct launch_child *lc, struct err *e)
{
	struct received m;

	return !(lc->l->plan->namespaces.made & CLONE_NEWUSER) ||
	       (sync_send(lc->l->sync_fd, MESSAGE_MAP_IDS, 0, -1, e) &&
		       sync_expect(lc->l->sync_fd, MESSAGE_GO, &m, e));
}

static bool do_time_namespace(struct launch_child *lc, struct err *e)
{
	const struct namespace_plan *p = &lc->l->plan->namespaces;

	return !(p->made & CLONE_NEWTIME) || (sys_unshare(CLONE_NEWTIME, "time", e) &&
						     namespace_offsets_write(p, lc->offsets, e));
}

static bool do_become_root(struct launch_child *lc, struct err *e)
{
	const struct namespace_plan *p = &lc->l->plan->namespaces;

	return !namespace_has(p, CLONE_NEWUSER) || namespace_become_root(p, e);
}

static bool do_join(struct launch_child *lc, struct err *e)
{
	const struct namespace_plan *p = &lc->l->plan->namespaces;

	return namespace_join(p, lc->l->joins, ~(CLONE_NEWUSER | CLONE_NEWNS | lc->joined), e) &&
	       (!joins_mounts_late(lc) ||
		       (namespace_join(p, lc->l->joins, CLONE_NEWNS, e) && enter_root(lc, e)));
}

/* In a joined pid namespace others see init from its first moment. Without root on the host,
 * processes of the same user could trace it. */
static bool set_undumpable(struct launch_child *lc, struct err *e)
{
	return lc->l->plan->namespaces.njoins == 0 || sys_hide(e);
}

/* In a joined pid namespace init inherits these namespaces from the intermediate process. */
static bool do_unshare(struct launch_child *lc, struct err *e)
{
	int kinds = clone_kinds_of_init(lc->l);

	return !lc->l->plan->namespaces.joins_pid || kinds == 0 ||
	       sys_unshare(kinds, "network, mount, UTS or IPC", e);
}

static bool do_propagation(struct launch_child *lc, struct err *e)
{
	return !lc->l->plan->namespaces.joins_pid || step_propagation(lc, e);
}

static bool do_rootfs(struct launch_child *lc, struct err *e)
{
	return !lc->l->plan->namespaces.joins_pid || step_rootfs(lc, e);
}

static bool clone_process(struct launch_child *lc, uint64_t kinds, struct err *e)
{
	struct sys_child init;

	if (!sys_clone(kinds | CLONE_PARENT, -1, &init, e))
		return false;
	if (init.pid == 0)
		init_main(lc);
	return sync_send(lc->l->sync_fd, MESSAGE_INIT, 0, init.pidfd, e);
}

/* Clones init with the container's root directory as its root. lc->partner becomes one end of a
 * socket pair in the intermediate process, and the other in init. */
static bool clone_chrooted(struct launch_child *lc, struct err *e)
{
	autoclose int host = -1, other = -1;
	struct received m;
	int pair[2];

	if (!sys_socketpair(pair, e))
		return false;
	other = pair[1];
	lc->partner = other; /* inherited by init */
	if (!leave_host(lc, &host, e) || !clone_process(lc, 0, e))
		return false;
	lc->partner = pair[0];
	fd_close(&other);
	if (!return_to_host(&host, e) || !sync_expect(lc->partner, MESSAGE_INIT, &m, e))
		return false;
	lc->inside_pid = m.number;
	return true;
}

static bool do_clone(struct launch_child *lc, struct err *e)
{
	return lc->l->plan->namespaces.joins_pid
		       ? clone_chrooted(lc, e)
		       : clone_process(lc, (uint64_t)clone_kinds_of_init(lc->l), e);
}

/* clang-format off */
static const struct child_step rows[] = {
	{ "enter-cgroup",   do_enter_cgroup },   /* before the user namespace, which drops that right */
	{ "join-as-host",   do_join_as_host },   /* likewise, for namespaces that the host's root owns */
	{ "file-systems",   do_file_systems },   /* of these namespaces */
	{ "root-directory", do_root_directory }, /* as the host's root */
	{ "offsets-file",   do_offsets_file },   /* cannot be opened after the change of user */
	{ "user-namespace", do_user_namespace },
	{ "id-maps",        do_id_maps },
	{ "time-namespace", do_time_namespace },
	{ "become-root",    do_become_root },
	{ "join",           do_join },           /* namespaces that the container's user namespace owns */
	{ "set-undumpable", set_undumpable },    /* before init is visible to other processes */
	{ "unshare",        do_unshare },
	{ "propagation",    do_propagation },    /* before any mount, which would appear on the host */
	{ "rootfs",         do_rootfs },
	{ "clone-init",     do_clone },
};
/* clang-format on */

const struct child_steps intermediate_steps = STEPS("intermediate", rows);

/* --- after the clone, in a joined pid namespace */

static bool do_pivot(struct launch_child *lc, struct err *e)
{
	return rootfs_pivot(&lc->l->plan->rootfs, lc->l->root, e);
}

static bool do_send_root(struct launch_child *lc, struct err *e)
{
	for (size_t i = 0; i < lc->l->mounts.n_held; i++)
		if (!sync_send(lc->partner, MESSAGE_HELD, (int32_t)i, lc->l->mounts.held[i], e))
			return false;
	return sync_send(lc->partner, MESSAGE_ROOTFS, 0, lc->l->root, e);
}

/* clang-format off */
static const struct child_step outside_rows[] = {
	{ "pivot",     do_pivot },
	{ "send-root", do_send_root }, /* to init, which continues from there */
};
/* clang-format on */

const struct child_steps outside_steps = STEPS("outside", outside_rows);

static bool run_steps(struct launch_child *lc, struct err *e)
{
	if (!sys_death_signal(SIGKILL, e) || !child_steps_run(&intermediate_steps, lc, e))
		return false;
	return !lc->l->plan->namespaces.joins_pid ||
	       (child_steps_run(&container_steps, lc, e) && child_steps_run(&outside_steps, lc, e));
}

void intermediate_main(struct launch_child *lc)
{
	struct err e;

	fault_stop("intermed-start");
	if (run_steps(lc, &e))
		_exit(EXIT_SUCCESS);
	sync_send_error(lc->l->sync_fd, &e);
	_exit(EXIT_FAILURE);
}

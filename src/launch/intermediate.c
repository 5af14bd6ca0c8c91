/* SPDX-License-Identifier: Apache-2.0 */
/* The intermediate process between the runtime and init, for what must be so before init is cloned:
 * a user namespace that init is root of, a time namespace that it enters at clone, a pid namespace
 * that it is born in.
 *
 * In a pid namespace that others are in already, init is seen from its first moment, and whoever
 * sees a process can read its /proc/PID/mountinfo. There the intermediate process does not end when
 * init is cloned: it makes the root and everything mounted in it, as init otherwise does, up to the
 * pivot. Init is born with the container's root directory as its root, so that no mount of the host
 * is reachable from it, and waits until it is given the finished root. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "brig/base/fault.h"
#include "brig/base/fd.h"
#include "brig/cgroup/attach.h"
#include "brig/sys/file.h"
#include "brig/sys/hide.h"
#include "brig/sys/mount.h"
#include "brig/sys/sock.h"
#include "child.h"
#include "sync.h"

static bool enter_root(const struct creation *c, struct err *e)
{
	return sys_chdir(c->plan->rootfs.path, e) || fail_in(e, "root.path");
}

static bool do_enter_cgroup(struct creation *c, struct err *e)
{
	return !c->child_joins_cgroup || cgroup_ref_enter(c->cgroup, e);
}

static bool do_join_as_host(struct creation *c, struct err *e)
{
	return namespace_join_early(&c->plan->namespaces, c->joins, &c->joined, e);
}

/* The container's root directory as our root, while a child is cloned that others see. *host is the
 * root to come back to. */
static bool leave_host(struct creation *c, int *host, struct err *e)
{
	*host = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, e);
	/* The directory below the new mount, if there is one by now: from the mount itself the
	 * host's would be reachable in the moment in which pivot_root(2) has put the old root on
	 * top of it. */
	return *host >= 0 && (c->root >= 0 || enter_root(c, e)) && sys_chroot(e);
}

static bool return_to_host(int *host, struct err *e)
{
	bool ok = sys_fchdir(*host, "/", e) && sys_chroot(e);

	fd_close(host);
	return ok;
}

/* A procfs is of the pid namespace of who makes it. Made by init it would have to be one of its
 * user namespace. */
static int make_proc(struct creation *c, size_t i, struct err *e)
{
	autoclose int host = -1, tree = -1;
	struct sys_child maker;
	struct received m = {.fd = -1};
	int pair[2], status;
	bool ok;

	if (!sys_socketpair(pair, e))
		return -1;
	ok = leave_host(c, &host, e) && sys_clone(0, -1, &maker, e);
	if (ok && maker.pid == 0) {
		tree = mount_make(&c->plan->mounts, i, e);
		if (tree < 0)
			sync_send_error(pair[1], e);
		_exit(tree >= 0 && sync_send(pair[1], MESSAGE_MOUNT, 0, tree, e) ? EXIT_SUCCESS
										 : EXIT_FAILURE);
	}
	fd_close(&pair[1]);
	if (ok) {
		ok = sync_expect(pair[0], MESSAGE_MOUNT, &m, e);
		ok = sys_wait(&maker, -1, &status, e) && ok;
		fd_close(&maker.pidfd);
	}
	fd_close(&pair[0]);
	return ok && return_to_host(&host, e) ? m.fd : -1;
}

/* What the container's root could not make in namespaces that the host's root has joined. */
static bool do_file_systems(struct creation *c, struct err *e)
{
	const struct mounts_plan *p = &c->plan->mounts;
	bool pids =
		(c->joined & CLONE_NEWPID) && namespace_has(&c->plan->namespaces, CLONE_NEWUSER);

	for (size_t i = 0; i < p->n; i++) {
		const struct mount_plan *m = &p->v[i];
		bool proc = m->by_init && pids, sysfs = m->by_host && (c->joined & CLONE_NEWNET);

		if (!proc && !sysfs)
			continue;
		c->mounts.v[m->slot] = proc ? make_proc(c, i, e) : mount_make(p, i, e);
		if (c->mounts.v[m->slot] < 0)
			return false;
	}
	return true;
}

/* The mount namespace is joined last, by the container's root: only there its paths mean what the
 * config says. */
static bool joins_mounts_late(const struct creation *c)
{
	const struct namespace_plan *p = &c->plan->namespaces;

	return !((p->made | c->joined) & CLONE_NEWNS) && namespace_has(p, CLONE_NEWNS);
}

/* The host's root can reach what the container's root can't: init inherits the directory, in its
 * own copy of the mounts. */
static bool do_root_directory(struct creation *c, struct err *e)
{
	return joins_mounts_late(c) || enter_root(c, e);
}

static bool do_offsets_file(struct creation *c, struct err *e)
{
	return namespace_offsets_open(&c->plan->namespaces, &c->offsets, e);
}

static bool do_user_namespace(struct creation *c, struct err *e)
{
	const struct namespace_plan *p = &c->plan->namespaces;

	return namespace_join(p, c->joins, CLONE_NEWUSER, e) &&
	       (!(p->made & CLONE_NEWUSER) || namespace_make_user(p, e));
}

static bool do_id_maps(struct creation *c, struct err *e)
{
	struct received m;

	return !(c->plan->namespaces.made & CLONE_NEWUSER) ||
	       (sync_send(c->sync_fd, MESSAGE_MAP_IDS, 0, -1, e) &&
		       sync_expect(c->sync_fd, MESSAGE_GO, &m, e));
}

static bool do_time_namespace(struct creation *c, struct err *e)
{
	const struct namespace_plan *p = &c->plan->namespaces;

	return !(p->made & CLONE_NEWTIME) ||
	       (sys_unshare(CLONE_NEWTIME, "time", e) && namespace_time_offsets(p, c->offsets, e));
}

static bool do_become_root(struct creation *c, struct err *e)
{
	const struct namespace_plan *p = &c->plan->namespaces;

	return !namespace_has(p, CLONE_NEWUSER) || namespace_become_root(p, e);
}

static bool do_join(struct creation *c, struct err *e)
{
	const struct namespace_plan *p = &c->plan->namespaces;

	return namespace_join(p, c->joins, ~(CLONE_NEWUSER | CLONE_NEWNS | c->joined), e) &&
	       (!joins_mounts_late(c) ||
		       (namespace_join(p, c->joins, CLONE_NEWNS, e) && enter_root(c, e)));
}

/* In a pid namespace of others init is seen from its first moment on; without the host's rights the
 * processes of its user could look into it. */
static bool set_undumpable(struct creation *c, struct err *e)
{
	return c->plan->namespaces.njoins == 0 || sys_hide(e);
}

/* Those that init shares with the intermediate process. */
static bool do_unshare(struct creation *c, struct err *e)
{
	int kinds = clone_kinds_of_init(c);

	return !c->plan->namespaces.joins_pid || kinds == 0 ||
	       sys_unshare(kinds, "network, mount, UTS or IPC", e);
}

static bool do_propagation(struct creation *c, struct err *e)
{
	return !c->plan->namespaces.joins_pid || step_propagation(c, e);
}

static bool do_rootfs(struct creation *c, struct err *e)
{
	return !c->plan->namespaces.joins_pid || step_rootfs(c, e);
}

static bool clone_init(struct creation *c, uint64_t kinds, struct err *e)
{
	struct sys_child init;

	if (!sys_clone(kinds | CLONE_PARENT, -1, &init, e))
		return false;
	if (init.pid == 0)
		init_main(c);
	return sync_send(c->sync_fd, MESSAGE_INIT, 0, init.pidfd, e);
}

/* The socket pair: c->partner of the intermediate process and of init. */
static bool clone_chrooted(struct creation *c, struct err *e)
{
	autoclose int host = -1, other = -1;
	struct received m;
	int pair[2];

	if (!sys_socketpair(pair, e))
		return false;
	other = pair[1];
	c->partner = other; /* of init */
	if (!leave_host(c, &host, e) || !clone_init(c, 0, e))
		return false;
	c->partner = pair[0];
	fd_close(&other);
	if (!return_to_host(&host, e) || !sync_expect(c->partner, MESSAGE_INIT, &m, e))
		return false;
	c->inside_pid = m.number;
	return true;
}

static bool do_clone(struct creation *c, struct err *e)
{
	return c->plan->namespaces.joins_pid ? clone_chrooted(c, e)
					     : clone_init(c, (uint64_t)clone_kinds_of_init(c), e);
}

/* clang-format off */
static const struct step rows[] = {
	{ "enter-cgroup",   do_enter_cgroup },   /* as the host's root: who has a user namespace may not */
	{ "join-as-host",   do_join_as_host },   /* what is the host's can't be joined from a user namespace */
	{ "file-systems",   do_file_systems },   /* of namespaces that are the host's */
	{ "root-directory", do_root_directory }, /* as the host's root */
	{ "offsets-file",   do_offsets_file },   /* the change of user takes it away */
	{ "user-namespace", do_user_namespace },
	{ "id-maps",        do_id_maps },
	{ "time-namespace", do_time_namespace },
	{ "become-root",    do_become_root },
	{ "join",           do_join },           /* what belongs to the user namespace */
	{ "set-undumpable",           set_undumpable },           /* before init is born among strangers */
	{ "unshare",        do_unshare },
	{ "propagation",    do_propagation },    /* before any mount, or it leaks to the host */
	{ "rootfs",         do_rootfs },
	{ "clone-init",     do_clone },
};
/* clang-format on */

const struct step_table intermediate_steps = {"intermediate", rows, sizeof(rows) / sizeof(rows[0])};

/* --- after the clone, in a pid namespace of others */

static bool do_pivot(struct creation *c, struct err *e)
{
	return rootfs_pivot(&c->plan->rootfs, c->root, e);
}

static bool do_hand_over(struct creation *c, struct err *e)
{
	for (size_t i = 0; i < c->mounts.n_held; i++)
		if (!sync_send(c->partner, MESSAGE_HELD, (int32_t)i, c->mounts.held[i], e))
			return false;
	return sync_send(c->partner, MESSAGE_ROOTFS, 0, c->root, e);
}

/* clang-format off */
static const struct step outside_rows[] = {
	{ "pivot",     do_pivot },
	{ "hand-over", do_hand_over }, /* to init, which goes on from there */
};
/* clang-format on */

const struct step_table outside_steps = {
	"outside", outside_rows, sizeof(outside_rows) / sizeof(outside_rows[0])};

static bool run_all(struct creation *c, struct err *e)
{
	if (!sys_death_signal(SIGKILL, e) || !steps_run_table(&intermediate_steps, c, e))
		return false;
	return !c->plan->namespaces.joins_pid ||
	       (steps_run_table(&container_steps, c, e) && steps_run_table(&outside_steps, c, e));
}

_Noreturn void intermediate_main(struct creation *c)
{
	struct err e;

	fault_stop("mid-start");
	if (run_all(c, &e))
		_exit(EXIT_SUCCESS);
	sync_send_error(c->sync_fd, &e);
	_exit(EXIT_FAILURE);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The container's first process: the steps from clone to execve, each a line or two that hands a
 * slice of the plan to its part. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/json/doc.h"
#include "brig/sys/file.h"
#include "brig/sys/sock.h"
#include "brig/sys/tty.h"
#include "creation.h"
#include "wire.h"

static bool wait_go(struct creation *c, struct err *e)
{
	struct received m;

	return wire_expect(c->wire, MESSAGE_GO, &m, e);
}

/* With a process in between the kinds have been joined there. */
static bool do_join(struct creation *c, struct err *e)
{
	const struct namespace_plan *p = &c->plan->namespaces;

	return p->middle || (namespace_join(p, c->joins, ~CLONE_NEWNS, e) &&
				    namespace_join(p, c->joins, CLONE_NEWNS, e));
}

static bool do_session(struct creation *c, struct err *e)
{
	(void)c;
	sys_reset_signals();
	return sys_setsid(e);
}

/* Processes that are in a namespace before us must not look into us. */
static bool do_hide(struct creation *c, struct err *e)
{
	return c->plan->namespaces.njoins == 0 || sys_dumpable(false, e);
}

static bool do_propagation(struct creation *c, struct err *e)
{
	return rootfs_propagate(&c->plan->rootfs, e);
}

/* A process in between has changed to it already, as the host's root. */
static bool do_rootfs(struct creation *c, struct err *e)
{
	if (!c->plan->namespaces.middle && !sys_chdir(c->plan->rootfs.path, e))
		return fail_in(e, "root.path");
	c->root = rootfs_open(&c->plan->rootfs, e);
	return c->root >= 0;
}

static bool do_cgroup_ns(struct creation *c, struct err *e)
{
	return !(c->plan->namespaces.made & CLONE_NEWCGROUP) ||
	       sys_unshare(CLONE_NEWCGROUP, "cgroup", e);
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
	return wire_send(c->wire, MESSAGE_ROOTFS, 0, -1, e) && wait_go(c, e);
}

static bool do_container_hooks(struct creation *c, struct err *e)
{
	return c->plan->hooks.kind[HOOK_CREATE_CONTAINER].n == 0 ||
	       hooks_run(&c->plan->hooks, HOOK_CREATE_CONTAINER,
		       creation_state(c, OCI_STATUS_CREATING), false, e);
}

static bool do_pivot(struct creation *c, struct err *e)
{
	return rootfs_pivot(&c->plan->rootfs, c->root, e);
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
	return paths_apply(&c->plan->paths, e);
}

static bool set_size(const struct creation *c, int tty, struct err *e)
{
	const struct oci_box *box = c->plan->console_size;
	const struct winsize size = {
		.ws_row = box ? (unsigned short)box->height : 0,
		.ws_col = box ? (unsigned short)box->width : 0,
	};

	return !box || sys_tty_set_size(tty, &size, e);
}

static bool do_console(struct creation *c, struct err *e)
{
	autoclose int master = -1, slave = -1;
	unsigned number;

	if (!c->plan->terminal)
		return true;
	if (!sys_pty_open(c->root, &master, &slave, &number, e))
		return false;
	return sys_tty_plain_newline(slave, e) && set_size(c, slave, e) &&
	       console_attach(-1, slave, e) &&
	       wire_send(c->wire, MESSAGE_CONSOLE, (int32_t)number, master, e) &&
	       sys_tty_control(slave, e);
}

/* The program may open its own /dev/stdout. Not the host's /dev/null and its like, which all share;
 * and where the caller's file can't be given away it stays as it is. */
static bool do_stdio(struct creation *c, struct err *e)
{
	struct err ignored;

	(void)e;
	for (int fd = 0; fd <= STDERR_FILENO; fd++) {
		struct stat st;

		if (fstat(fd, &st) < 0 || st.st_uid == c->plan->user.uid)
			continue;
		if (S_ISBLK(st.st_mode) || (S_ISCHR(st.st_mode) && !isatty(fd)))
			continue;
		if (!sys_chown_fd(fd, c->plan->user.uid, (gid_t)-1, "standard stream", &ignored))
			continue;
	}
	return true;
}

static bool do_finish_mounts(struct creation *c, struct err *e)
{
	bool ok = mounts_finish(&c->plan->mounts, &c->mounts, e);

	mount_fds_close(&c->mounts);
	return ok;
}

static bool do_finish_rootfs(struct creation *c, struct err *e)
{
	return rootfs_finish(&c->plan->rootfs, e);
}

static bool do_keyring(struct creation *c, struct err *e)
{
	return !c->plan->keyring || keyring_join(e);
}

static bool do_sched(struct creation *c, struct err *e)
{
	affinity_reset(0);
	return sched_apply(&c->plan->sched, e);
}

/* Without host root the file belongs to us only as long as we are dumpable. */
static bool do_oom_score(struct creation *c, struct err *e)
{
	return !c->plan->namespaces.rootless || oom_score_apply(&c->plan->rlimits, 0, e);
}

static bool do_label(struct creation *c, struct err *e)
{
	return label_apply(&c->plan->label, e);
}

static bool do_home(struct creation *c, struct err *e)
{
	return program_home(&c->plan->program, c->root, e);
}

static bool do_cwd_as_root(struct creation *c, struct err *e)
{
	return program_cwd(&c->plan->program, true, e);
}

static bool do_bounding(struct creation *c, struct err *e)
{
	return !c->plan->program.args || capabilities_bound(&c->plan->capabilities, e);
}

static bool do_user(struct creation *c, struct err *e)
{
	return !c->plan->program.args || user_apply(&c->plan->user, e);
}

static bool do_capabilities(struct creation *c, struct err *e)
{
	const struct capabilities_plan *p = &c->plan->capabilities;

	if (!c->plan->program.args)
		return true;
	return c->plan->seccomp.privileged ? capabilities_hold(p, e) : capabilities_apply(p, e);
}

static bool do_no_new_privs(struct creation *c, struct err *e)
{
	return no_new_privs_apply(&c->plan->capabilities, e);
}

static bool do_cwd(struct creation *c, struct err *e)
{
	fd_close(&c->root);
	return program_cwd(&c->plan->program, false, e);
}

/* The runtime may end as soon as it has said DONE, and its death must not be ours by then. That it
 * dies before, while it writes the record, is seen by the end of the wire. */
static bool do_ready(struct creation *c, struct err *e)
{
	struct received m;

	return sys_death_signal(0, e) && wire_send(c->wire, MESSAGE_READY, 0, -1, e) &&
	       wire_expect(c->wire, MESSAGE_DONE, &m, e);
}

/* From the gate on c->wire is the connection of start. A peer that says nothing only wanted to see
 * whether we are here. */
static bool do_gate(struct creation *c, struct err *e)
{
	fd_close(&c->wire);
	for (;;) {
		struct received m;

		fd_close(&c->wire);
		c->wire = sys_accept(c->gate, e);
		if (c->wire < 0)
			return false;
		if (!wire_receive(c->wire, -1, &m, e))
			continue;
		fd_close(&m.fd);
		if (m.type != MESSAGE_START)
			continue;
		if (c->plan->program.args)
			break;
		err_set(e, 0, "config.json: process: required at start, but missing");
		wire_send_error(c->wire, e);
	}
	return wire_send(c->wire, MESSAGE_ACCEPTED, 0, -1, e);
}

static bool do_start_hooks(struct creation *c, struct err *e)
{
	return c->plan->hooks.kind[HOOK_START_CONTAINER].n == 0 ||
	       hooks_run(&c->plan->hooks, HOOK_START_CONTAINER,
		       creation_state(c, OCI_STATUS_CREATED), false, e);
}

static bool do_board(struct creation *c, struct err *e)
{
	if (c->seccomp < 0)
		return true;
	c->board = board_make(&c->board_fd, e);
	return c->board;
}

static bool do_rlimits(struct creation *c, struct err *e)
{
	return rlimits_apply(&c->plan->rlimits, 0, e);
}

static bool do_descriptors(struct creation *c, struct err *e)
{
	return sys_close_from(3 + c->o->preserve_fds, true, e);
}

static bool do_announce(struct creation *c, struct err *e)
{
	return wire_send(c->wire, MESSAGE_EXEC, 0, c->board ? c->board_fd : -1, e);
}

/* start has to be ready for the listener before there is one: execve(2) closes ours. Without host
 * root only what is dumpable lets it be taken. */
static bool announce_listener(struct creation *c, struct err *e)
{
	struct received m;
	int number;

	if (c->plan->namespaces.rootless && !sys_dumpable(true, e))
		return false;
	return seccomp_listener_number(&number, e) &&
	       wire_send(c->wire, MESSAGE_LISTENER, number, -1, e) &&
	       wire_expect(c->wire, MESSAGE_GO, &m, e);
}

/* From here on the profile decides about our own system calls too: execve(2) is the only one. */
static bool do_seccomp(struct creation *c, struct err *e)
{
	const struct seccomp_plan *p = &c->plan->seccomp;
	int listener = -1;

	if (c->seccomp < 0)
		return true;
	if (p->notify && !announce_listener(c, e))
		return false;
	c->filtered = seccomp_install(p, c->seccomp, &listener, e);
	return c->filtered && (!p->notify || board_wait_taken(c->board, e));
}

static bool do_exec(struct creation *c, struct err *e)
{
	return program_exec(&c->plan->program, e);
}

/* clang-format off */
static const struct step container_rows[] = {
	{ "hide",           do_hide },          /* before we share a namespace with strangers */
	{ "join",           do_join },
	{ "session",        do_session },
	{ "propagation",    do_propagation },   /* before any mount, or it leaks to the host */
	{ "rootfs",         do_rootfs },
	{ "attached",       wait_go },          /* the parent has set cgroup and net devices */
	{ "cgroup-ns",      do_cgroup_ns },     /* its root is the group we are in by now */
	{ "mounts",         do_mounts },
	{ "devices",        do_devices },       /* /dev is mounted by now */
	{ "runtime-hooks",  do_runtime_hooks }, /* prestart, createRuntime: in the parent */
	{ "container-hooks", do_container_hooks }, /* before the pivot */
};

static const struct step process_rows[] = {
	{ "pivot",          do_pivot },
	{ "uts",            do_uts },
	{ "loopback",       do_loopback },
	{ "sysctl",         do_sysctl },        /* before /proc/sys turns read-only */
	{ "console",        do_console },       /* its /dev may lie on the root that turns read-only */
	{ "cwd-as-root",    do_cwd_as_root },   /* made when missing, before the root turns read-only */
	{ "paths",          do_paths },
	{ "finish-mounts",  do_finish_mounts }, /* read-only only now: things were made in them */
	{ "finish-rootfs",  do_finish_rootfs },
	{ "stdio",          do_stdio },
	{ "keyring",        do_keyring },
	{ "sched",          do_sched },         /* CAP_SYS_NICE is still there */
	{ "oom-score",      do_oom_score },
	{ "label",          do_label },         /* before no_new_privs */
	{ "home",           do_home },
	{ "bounding",       do_bounding },      /* the change of user takes CAP_SETPCAP away */
	{ "user",           do_user },
	{ "capabilities",   do_capabilities },  /* after the user, which clears the effective set */
	{ "no-new-privs",   do_no_new_privs },
	{ "cwd",            do_cwd },           /* the user must be able to enter it */
	{ "ready",          do_ready },
};

static const struct step start_rows[] = {
	{ "gate",           do_gate, NULL, true },
	{ "start-hooks",    do_start_hooks },
	{ "board",          do_board },         /* limits could forbid it */
	{ "rlimits",        do_rlimits },       /* so tight that only execve may still have to work */
	{ "descriptors",    do_descriptors },
	{ "announce",       do_announce },      /* no message after it, the filter may forbid it */
	{ "seccomp",        do_seccomp },
	{ "exec",           do_exec, NULL, true },
};
/* clang-format on */

#define TABLE(name, rows)                                        \
	{                                                        \
		(name), (rows), sizeof(rows) / sizeof((rows)[0]) \
	}

const struct step_table container_steps = TABLE("container", container_rows);
const struct step_table process_steps = TABLE("process", process_rows);
const struct step_table start_steps = TABLE("start", start_rows);

static bool run_table(const struct step_table *t, struct creation *c, struct err *e)
{
	size_t done = 0;

	return steps_run(t->v, t->n, c, &done, e);
}

void init_main(struct creation *c)
{
	struct err e;

	/* runtime.md State: hooks in the container's namespaces are told the pid as seen there. */
	c->record.pid = getpid();
	/* The lock belongs to the runtime; held by us too it would outlive it. */
	fd_close(&c->container.dir);
	sys_process_name("brig:init");
	if (sys_death_signal(SIGKILL, &e) && run_table(&container_steps, c, &e) &&
		run_table(&process_steps, c, &e) && run_table(&start_steps, c, &e))
		_exit(EXIT_SUCCESS);
	if (c->filtered)
		board_post(c->board, &e);
	else
		wire_send_error(c->wire, &e);
	_exit(EXIT_FAILURE);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The host's side of create: the bundle becomes a plan, the plan a container that waits at its
 * gate. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/cgroup/control.h"
#include "brig/sys/exec.h"
#include "brig/sys/file.h"
#include "brig/sys/sock.h"
#include "create.h"
#include "self.h"
#include "wire.h"

enum { DESTROY_MS = 10000 };

static bool do_reserve(struct creation *c, struct err *e)
{
	return container_make(&c->container, c->rt->arena, c->rt->root, c->o->id, e);
}

static void undo_reserve(struct creation *c)
{
	struct err e;

	if (!container_remove(&c->container, &e))
		log_warn("%s, ignoring", e.text);
	container_close(&c->container);
}

static bool do_keep_config(struct creation *c, struct err *e)
{
	return container_keep_config(&c->container, c->bundle.text, c->bundle.size, e);
}

static bool do_cgroup(struct creation *c, struct err *e)
{
	if (!cgroup_create(&c->plan->cgroup, e))
		return false;
	c->cgroup = cgroup_ref_of(&c->plan->cgroup, c->rt->arena);
	cgroup_record(&c->record, c->cgroup, c->rt->arena);
	return true;
}

static void undo_cgroup(struct creation *c)
{
	struct err e;

	if (!cgroup_kill(c->cgroup, SIGKILL, &e) || !cgroup_destroy(c->cgroup, DESTROY_MS, &e))
		log_warn("%s, ignoring", e.text);
}

/* Without a pid: what there is to remove is known from now on. */
static bool do_record(struct creation *c, struct err *e)
{
	return container_record(&c->container, c->rt->arena, &c->record, e);
}

static bool do_limits(struct creation *c, struct err *e)
{
	return cgroup_limit(&c->plan->cgroup, e);
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
	return mounts_open(&c->plan->mounts, c->rt->arena, &c->mounts, e);
}

/* Opened here when the child will need it: once it has a user namespace it might not be allowed to.
 */
static bool do_procfs(struct creation *c, struct err *e)
{
	const struct plan *p = c->plan;
	bool needed = namespace_has(&p->namespaces, CLONE_NEWUSER) || p->sysctl.n > 0 ||
		      p->label.apparmor || p->label.selinux || p->rlimits.oom_score_adj;

	return !needed || sys_procfs(e) >= 0;
}

static bool do_sockets(struct creation *c, struct err *e)
{
	if (c->o->console_socket) {
		c->console_socket = sys_connect(c->o->console_socket, e);
		if (c->console_socket < 0)
			return fail_in(e, "--console-socket");
	}
	c->gate = gate_listen(&c->container, e);
	if (c->gate < 0)
		return false;
	if (!c->plan->seccomp.config)
		return true;
	c->seccomp = sys_memfd("seccomp", e);
	return c->seccomp >= 0;
}

static bool do_spawn(struct creation *c, struct err *e)
{
	bool ok = spawn(c, e);

	mount_fds_close(&c->mounts);
	for (size_t i = 0; i < c->plan->namespaces.njoins; i++)
		fd_close(&c->joins[i]);
	fd_close(&c->gate);
	if (!ok)
		end_init(c);
	c->record.pid = c->init.pid;
	return ok;
}

void end_init(struct creation *c)
{
	struct err ignored;
	int status;

	fd_close(&c->wire);
	if (c->init.pidfd < 0)
		return;
	if (sys_pidfd_kill(c->init.pidfd, SIGKILL, &ignored) &&
		!sys_wait(&c->init, DESTROY_MS, &status, &ignored))
		log_warn("%s, ignoring", ignored.text);
	fd_close(&c->init.pidfd);
}

/* The child makes its root a mount meanwhile. */
static bool do_attach(struct creation *c, struct err *e)
{
	const struct plan *p = c->plan;
	bool born = p->cgroup.born && !p->namespaces.middle;

	return cgroup_attach(&p->cgroup, c->init.pid, born, e) &&
	       rdt_attach(&p->rdt, c->init.pid, e) &&
	       (p->namespaces.rootless || oom_score_apply(&p->rlimits, c->init.pid, e));
}

static int open_netns(const struct creation *c, struct err *e)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", c->init.pid);
	return sys_open_at(AT_FDCWD, path, O_RDONLY, e);
}

static bool do_network(struct creation *c, struct err *e)
{
	autoclose int netns = -1;

	if (c->plan->network.n == 0)
		return true;
	netns = open_netns(c, e);
	return netns >= 0 && network_move(&c->plan->network, netns, e);
}

static void undo_network(struct creation *c)
{
	struct err e;
	autoclose int netns = -1;

	if (c->plan->network.n == 0)
		return;
	netns = open_netns(c, &e);
	if (netns < 0 || !network_restore(&c->plan->network, netns, &e))
		log_warn("%s, ignoring", e.text);
}

/* While the child mounts. */
static bool do_seccomp(struct creation *c, struct err *e)
{
	return c->seccomp < 0 || seccomp_compile(&c->plan->seccomp, c->seccomp, e);
}

/* When init is gone already, why is still in the wire. */
static bool send_go(struct creation *c, struct err *e)
{
	struct received m;

	if (wire_send(c->wire, MESSAGE_GO, 0, -1, e))
		return true;
	return e->code == EPIPE && wire_expect(c->wire, MESSAGE_READY, &m, e);
}

static bool do_go(struct creation *c, struct err *e)
{
	return send_go(c, e);
}

static bool do_rootfs(struct creation *c, struct err *e)
{
	struct received m;

	return wire_expect(c->wire, MESSAGE_ROOTFS, &m, e);
}

static bool run_hooks(struct creation *c, enum hook_kind kind, struct err *e)
{
	c->hooks_began = true;
	return c->plan->hooks.kind[kind].n == 0 ||
	       hooks_run(&c->plan->hooks, kind, creation_state(c, OCI_STATUS_CREATING), false, e);
}

static bool do_prestart(struct creation *c, struct err *e)
{
	return run_hooks(c, HOOK_PRESTART, e);
}

static bool do_create_runtime(struct creation *c, struct err *e)
{
	return run_hooks(c, HOOK_CREATE_RUNTIME, e) && send_go(c, e);
}

static bool take_console(struct creation *c, const struct received *m, struct err *e)
{
	char name[32];

	if (m->fd < 0)
		return fail(e, "the message 'console' came without a terminal");
	fd_close(&c->console);
	c->console = m->fd;
	if (c->console_socket < 0)
		return true;
	snprintf(name, sizeof(name), "/dev/pts/%d", m->number);
	if (!sys_send(c->console_socket, name, strlen(name), c->console, e))
		return fail_in(e, "--console-socket");
	fd_close(&c->console_socket);
	fd_close(&c->console);
	return true;
}

/* A terminal comes before, where there is one. */
static bool do_ready(struct creation *c, struct err *e)
{
	for (;;) {
		struct received m;

		if (!wire_receive(c->wire, -1, &m, e))
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

/* Hard limits that only we may raise, while init is still of our user; it sets the limits
 * themselves right before execve(2). */
static bool do_rlimits(struct creation *c, struct err *e)
{
	return rlimits_raise(&c->plan->rlimits, c->init.pid, e);
}

static bool do_commit(struct creation *c, struct err *e)
{
	struct sys_process_stat st;

	if (!sys_process_stat(c->init.pid, &st, e))
		return false;
	c->record.pid = c->init.pid;
	c->record.start_time = st.start_time;
	return container_record(&c->container, c->rt->arena, &c->record, e);
}

static bool write_pid_file(const char *path, pid_t pid, struct err *e)
{
	char tmp[4096], text[16];
	const char *slash = strrchr(path, '/');
	int dir = slash ? (int)(slash - path + 1) : 0;
	autoclose int fd = -1;

	if (snprintf(tmp, sizeof(tmp), "%.*s.%s.tmp", dir, path, path + dir) >= (int)sizeof(tmp))
		return fail(e, "the path is too long");
	fd = sys_create_at(AT_FDCWD, tmp, O_WRONLY | O_TRUNC | O_NOFOLLOW, 0644, e);
	if (fd < 0)
		return false;
	snprintf(text, sizeof(text), "%d", pid);
	return sys_write_all(fd, text, strlen(text), tmp, e) &&
	       sys_rename_at(AT_FDCWD, tmp, path, e);
}

static bool do_tell(struct creation *c, struct err *e)
{
	if (c->o->pid_file && !write_pid_file(c->o->pid_file, c->init.pid, e))
		return fail_in(e, "--pid-file");
	if (c->o->pidfd_socket) {
		autoclose int sock = sys_connect(c->o->pidfd_socket, e);

		if (sock < 0 || !sys_send(sock, c->o->id, strlen(c->o->id), c->init.pidfd, e))
			return fail_in(e, "--pidfd-socket");
	}
	return true;
}

static void undo_tell(struct creation *c)
{
	struct err ignored;

	if (c->o->pid_file && !sys_unlink_at(AT_FDCWD, c->o->pid_file, 0, &ignored))
		return;
}

static bool do_done(struct creation *c, struct err *e)
{
	bool ok = wire_send(c->wire, MESSAGE_DONE, 0, -1, e);

	fd_close(&c->wire);
	return ok;
}

/* clang-format off */
static const struct step host_rows[] = {
	{ "reserve",        do_reserve, undo_reserve, true },
	{ "keep-config",    do_keep_config },
	{ "cgroup",         do_cgroup, undo_cgroup },
	{ "rdt",            do_rdt, undo_rdt },
	{ "record",         do_record },           /* a crash from here on leaves what delete --force removes */
	{ "limits",         do_limits },           /* before there is a process to limit */
	{ "namespaces",     do_namespaces },
	{ "mount-sources",  do_mounts },
	{ "procfs",         do_procfs },
	{ "sockets",        do_sockets },
	{ "spawn",          do_spawn, end_init, true },
	{ "attach",         do_attach },
	{ "raise-rlimits",  do_rlimits },
	{ "network",        do_network, undo_network },
	{ "go",             do_go, NULL, true },
	{ "compile-seccomp", do_seccomp },         /* while the child mounts */
	{ "mounted",        do_rootfs, NULL, true },
	{ "prestart",       do_prestart, NULL, true },
	{ "createRuntime",  do_create_runtime, NULL, true },
	{ "process",        do_ready, NULL, true },
	{ "commit",         do_commit },
	{ "tell",           do_tell, undo_tell, true },
	{ "done",           do_done },
};
/* clang-format on */

const struct step_table host_steps = {"host", host_rows, sizeof(host_rows) / sizeof(host_rows[0])};

static bool check_terminal(const struct creation *c, bool foreground, struct err *e)
{
	if (c->plan->terminal && !c->o->console_socket && !foreground)
		return fail(e, "config.json: process.terminal: a detached container needs "
			       "--console-socket to hand its terminal to");
	if (!c->plan->terminal && c->o->console_socket)
		return fail(e, "--console-socket is given, but process.terminal of config.json is "
			       "not true");
	return true;
}

static bool check_preserved(const struct create_options *o, struct err *e)
{
	for (unsigned fd = 3; fd < 3 + o->preserve_fds; fd++)
		if (fcntl((int)fd, F_GETFD) < 0)
			return fail(e, "--preserve-fds %u: descriptor %u is not open",
				o->preserve_fds, fd);
	return true;
}

static void log_warnings(const struct report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].severity == WARNING)
			log_warn("config.json: %s: %s, ignoring", r->v[i].path, r->v[i].text);
}

static bool make_plan(struct creation *c, struct err *e)
{
	struct report r = {.arena = c->rt->arena};
	struct plan_facts f = {
		.id = c->o->id,
		.driver = c->rt->driver,
		.no_pivot = c->o->no_pivot,
		.no_new_keyring = c->o->no_new_keyring,
	};
	const char *dir = c->o->bundle ? c->o->bundle : ".";

	if (!bundle_open(&c->bundle, dir, c->o->config, &r, e))
		return false;
	if (r.refusals == 0) {
		if (!plan_facts_read(
			    &f, c->bundle.config, c->rt->rootless == ROOTLESS_NO, c->rt->arena, e))
			return false;
		c->plan = plan_make(&c->bundle, &f, &r);
	}
	if (r.n > 0)
		bundle_report(&c->bundle, &r);
	if (!report_result(&r, e))
		return false;
	log_warnings(&r);
	return true;
}

static void begin_record(struct creation *c)
{
	const struct oci_config *config = c->bundle.config;
	struct timespec now;
	struct tm tm;
	char seconds[32];

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(seconds, sizeof(seconds), "%Y-%m-%dT%H:%M:%S", &tm);
	c->record = (struct oci_record){
		.oci_version = config->oci_version,
		.id = c->o->id,
		.bundle = c->bundle.path,
		.rootfs = c->plan->rootfs.path,
		.created = arena_printf(c->rt->arena, "%s.%09ldZ", seconds, now.tv_nsec),
		.owner = geteuid(),
		.annotations = config->annotations,
		.has_poststart = c->plan->hooks.kind[HOOK_POSTSTART].n > 0,
		.has_poststop = c->plan->hooks.kind[HOOK_POSTSTOP].n > 0,
		.terminal = c->plan->terminal,
		.own_mounts = c->plan->rootfs.own_ns,
	};
}

const char *creation_state(struct creation *c, enum oci_status status)
{
	return container_state_json(&c->record, c->rt->arena, status, false);
}

/* runtime.md Lifecycle, steps 3 to 5: after a failed hook the container is destroyed and the
 * poststop hooks run. */
static void give_up(struct creation *c, size_t done)
{
	struct err e;

	steps_undo(host_steps.v, done, c);
	if (c->hooks_began && c->plan->hooks.kind[HOOK_POSTSTOP].n > 0 &&
		!hooks_run(&c->plan->hooks, HOOK_POSTSTOP, creation_state(c, OCI_STATUS_STOPPED),
			true, &e))
		log_warn("%s, ignoring", e.text);
}

bool create_container(struct creation *c, bool foreground, struct err *e)
{
	size_t done = 0;

	if (!container_id_check(c->o->id, e) || !check_preserved(c->o, e) || !make_plan(c, e) ||
		!check_terminal(c, foreground, e))
		return false;
	begin_record(c);
	c->init.pid = c->init.pidfd = -1;
	c->board_fd = c->seccomp = c->gate = c->wire = c->wire_child = c->console_socket =
		c->console = c->root = -1;
	if (!steps_run(host_steps.v, host_steps.n, c, &done, e)) {
		give_up(c, done);
		return false;
	}
	c->container.pidfd = c->init.pidfd;
	fd_close(&c->seccomp);
	return true;
}

bool create(struct runtime *rt, const struct create_options *o, struct err *e)
{
	struct creation c = {.rt = rt, .o = o};
	bool ok;

	if (!self_seal(rt->argv, e) || !trace_open(rt->trace, &c.trace, e))
		return false;
	ok = create_container(&c, false, e);
	if (ok)
		container_close(&c.container);
	return trace_finish(&c, ok, e);
}

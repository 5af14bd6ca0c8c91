/* SPDX-License-Identifier: Apache-2.0 */
/* Create: the bundle becomes a plan, the plan a container that waits at its gate. */
#include <time.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/base/utc.h"
#include "brig/cgroup/oom-events.h"
#include "create.h"
#include "pid-file.h"
#include "sd-notify.h"
#include "sync.h"

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

static void log_warnings(const struct report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].severity == WARNING)
			log_warn("config.json: %s: %s", r->v[i].path, r->v[i].text);
}

/* What our own environment asks for, as if the bundle did. */
static void add_to_config(struct creation *c)
{
	struct arena *a = c->rt->arena;
	struct oci_config *config;
	struct oci_process *process;

	c->notify = notify_plan(&c->bundle, c->rt->root, c->o->id, a);
	if (c->inherit_fds.env.n == 0 || !c->bundle.config || !c->bundle.config->process)
		return;
	config = arena_copy(a, c->bundle.config, sizeof(*config));
	process = arena_copy(a, config->process, sizeof(*process));
	process_add_env(process, &c->inherit_fds.env, a);
	config->process = process;
	c->bundle.config = config;
}

static bool make_plan(struct creation *c, struct err *e)
{
	struct report r = {.arena = c->rt->arena};
	struct plan_facts f = {
		.id = c->o->id,
		.driver = c->rt->driver,
		.host = c->rt->host,
		.no_pivot = c->o->no_pivot,
		.no_new_keyring = c->o->no_new_keyring,
	};
	const char *dir = c->o->bundle ? c->o->bundle : ".";

	if (!bundle_open(&c->bundle, dir, c->o->config, &r, e))
		return false;
	add_to_config(c);
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
	char seconds[UTC_TEXT];

	clock_gettime(CLOCK_REALTIME, &now);
	utc_text(seconds, now.tv_sec);
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

	/* Taking back needs descriptors, which may be what was missing. */
	mount_fds_close(&c->mounts);
	fd_close(&c->start_socket);
	fd_close(&c->seccomp);
	fd_close(&c->console_socket);
	fd_close(&c->interrupts);
	steps_undo(parent_steps.v, done, c);
	if (c->poststop_due && c->plan->hooks.kind[HOOK_POSTSTOP].n > 0 &&
		!hooks_run(&c->plan->hooks, HOOK_POSTSTOP, creation_state(c, OCI_STATUS_STOPPED),
			true, &e))
		log_warn("%s, ignoring", e.text);
}

/* An init that memory.limit leaves no room for ends without a word of its own. */
static void blame_memory(const struct creation *c, struct err *e)
{
	static const char limit[] = "linux.resources.memory.limit";
	const struct cgroup_plan *p = &c->plan->cgroup;
	bool limited = false;

	for (size_t i = 0; i < p->n_settings; i++)
		limited = limited || p->settings[i].resource == CGROUP_MEMORY_LIMIT;
	if (!limited || !c->cgroup)
		return;
	if (cgroup_oom_kills(c->cgroup) > 0)
		err_context(e, "%s is too small to begin with", limit);
	else if (cgroup_oom_count_lost(c->cgroup))
		err_context(e, "%s is perhaps too small to begin with", limit);
}

bool create_container(struct creation *c, bool foreground, struct err *e)
{
	size_t done = 0;

	if (!container_id_check(c->o->id, e) || !pid_file_check(c->o->pid_file, e) ||
		!inherit_fds_read(&c->inherit_fds, c->o->preserve_fds, c->rt->arena, e) ||
		!make_plan(c, e) || !check_terminal(c, foreground, e))
		return false;
	begin_record(c);
	c->init.pid = c->init.pidfd = -1;
	for (size_t i = 0; i < HOOK_JOINS; i++)
		c->hook_joins[i] = -1;
	c->offsets = c->intermediate.pid = c->intermediate.pidfd = c->partner = -1;
	c->foreground = foreground;
	c->mailbox_fd = c->signals = c->interrupts = c->netns = c->seccomp = c->start_socket =
		c->sync_fd = c->child_sync_fd = c->console_socket = c->console = c->root = -1;
	if (!steps_run(parent_steps.v, parent_steps.n, c, &done, e)) {
		sync_pending_error(c->sync_fd, e);
		blame_memory(c, e);
		give_up(c, done);
		return false;
	}
	log_debug("container %s is created, its first process is %d", c->o->id, c->init.pid);
	c->container.pidfd = c->init.pidfd;
	fd_close(&c->seccomp);
	fd_close(&c->netns);
	return true;
}

bool create(struct runtime *rt, const struct create_options *o, struct err *e)
{
	struct creation c = {.rt = rt, .o = o};
	bool ok;

	if (!trace_open(rt->trace, &c.trace, e))
		return false;
	ok = create_container(&c, false, e);
	if (ok)
		container_close(&c.container);
	return trace_finish(&c, ok, e);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* create: makes a plan of the bundle, and by the steps of parent-steps.c a container that waits at
 * its start socket. */
#include "brig/launch/create.h"

#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/base/utc.h"
#include "brig/cgroup/oom-events.h"
#include "brig/launch/sd-notify.h"
#include "brig/launch/sync.h"
#include "brig/sys/clock.h"
#include "parent-steps.h"
#include "pid-file.h"

static bool check_terminal(const struct launch_parent *lp, bool foreground, struct err *e)
{
	if (lp->l->plan->terminal && !lp->l->o->console_socket && !foreground)
		return fail(e, "config.json: process.terminal: a detached container needs "
			       "--console-socket to send its terminal to");
	if (!lp->l->plan->terminal && lp->l->o->console_socket)
		return fail(e, "--console-socket is given, but process.terminal of config.json is "
			       "not true");
	return true;
}

/* Adds the mount and the environment variables that the runtime's own environment requires
 * (NOTIFY_SOCKET, LISTEN_FDS), as if they were in the bundle. */
static void add_to_config(struct launch_parent *lp)
{
	struct arena *a = lp->l->rt->arena;
	struct oci_config *config;
	struct oci_process *process;

	lp->notify = notify_plan(&lp->bundle, lp->l->rt->root, lp->l->o->id, a);
	if (lp->l->inherit_fds.env.n == 0 || !lp->bundle.config || !lp->bundle.config->process)
		return;
	config = arena_copy(a, lp->bundle.config, sizeof(*config));
	process = arena_copy(a, config->process, sizeof(*process));
	process_add_env(process, &lp->l->inherit_fds.env, a);
	config->process = process;
	lp->bundle.config = config;
}

static bool make_plan(struct launch_parent *lp, struct err *e)
{
	struct report r = {.arena = lp->l->rt->arena};
	struct plan_facts f = {
		.id = lp->l->o->id,
		.driver = lp->l->rt->driver,
		.host = lp->l->rt->host,
		.no_pivot = lp->l->o->no_pivot,
		.no_new_keyring = lp->l->o->no_new_keyring,
	};
	const char *dir = lp->l->o->bundle ? lp->l->o->bundle : ".";

	if (!bundle_open(&lp->bundle, dir, lp->l->o->config, &r, e))
		return false;
	add_to_config(lp);
	if (r.refusals == 0) {
		if (!plan_facts_read(&f, &lp->bundle, lp->l->rt->rootless == ROOTLESS_NO,
			    lp->l->rt->arena, e))
			return false;
		lp->l->plan = plan_make(&lp->bundle, &f, &r);
	}
	if (r.n > 0)
		bundle_report(&lp->bundle, &r);
	if (!report_result(&r, e))
		return false;
	report_log_warnings(&r);
	return true;
}

static void begin_record(struct launch_parent *lp)
{
	const struct oci_config *config = lp->bundle.config;
	const struct timespec now = sys_clock_real();
	char seconds[UTC_TEXT];

	utc_text(seconds, now.tv_sec);
	lp->l->record = (struct oci_record){
		.oci_version = config->oci_version,
		.id = lp->l->o->id,
		.bundle = lp->bundle.path,
		.rootfs = lp->l->plan->rootfs.path,
		.created = arena_printf(lp->l->rt->arena, "%s.%09ldZ", seconds, now.tv_nsec),
		.owner = geteuid(),
		.annotations = config->annotations,
		.has_poststart = lp->l->plan->hooks.kind[HOOK_POSTSTART].n > 0,
		.has_poststop = lp->l->plan->hooks.kind[HOOK_POSTSTOP].n > 0,
		.own_mounts = lp->l->plan->rootfs.own_ns,
	};
}

/* runtime.md Lifecycle, steps 3 to 5: after a failed hook the container is destroyed and the
 * poststop hooks run. */
static void roll_back(struct launch_parent *lp, size_t begun)
{
	struct err e;

	/* The undo functions open descriptors, and the error may have been EMFILE. */
	mount_fds_close(&lp->l->mounts);
	fd_close(&lp->l->start_socket);
	fd_close(&lp->l->seccomp);
	fd_close(&lp->console_socket);
	fd_close(&lp->interrupts);
	parent_steps_undo(&create_parent_steps, begun, lp);
	if (lp->poststop_due && lp->l->plan->hooks.kind[HOOK_POSTSTOP].n > 0 &&
		!hooks_run(&lp->l->plan->hooks, HOOK_POSTSTOP,
			launch_state(lp->l, OCI_STATUS_STOPPED), lp->l->record.bundle, true, &e))
		log_warn("%s, ignoring", e.text);
}

/* An init that the kernel killed because of memory.limit cannot report an error. */
static void add_memory_hint(const struct launch_parent *lp, struct err *e)
{
	static const char limit[] = "linux.resources.memory.limit";
	const struct cgroup_plan *p = &lp->l->plan->cgroup;
	bool limited = false;

	for (size_t i = 0; i < p->n_settings; i++)
		limited = limited || p->settings[i].resource == CGROUP_MEMORY_LIMIT;
	if (!limited || !lp->l->cgroup)
		return;
	if (cgroup_oom_kills(lp->l->cgroup) > 0)
		err_context(e, "%s is too small for the container to start", limit);
	else if (cgroup_oom_count_lost(lp->l->cgroup))
		err_context(e, "%s may be too small for the container to start", limit);
}

bool launch_create(struct launch_parent *lp, bool foreground, struct err *e)
{
	size_t begun = 0;

	if (!container_id_check(lp->l->o->id, e) || !pid_file_check(lp->l->o->pid_file, e) ||
		!inherit_fds_read(
			&lp->l->inherit_fds, lp->l->o->preserve_fds, lp->l->rt->arena, e) ||
		!make_plan(lp, e) || !check_terminal(lp, foreground, e))
		return false;
	begin_record(lp);
	lp->foreground = foreground;
	if (!parent_steps_run(&create_parent_steps, lp, &begun, e)) {
		sync_pending_error(lp->l->sync_fd, e);
		add_memory_hint(lp, e);
		roll_back(lp, begun);
		return false;
	}
	log_debug("container %s is created, its first process is %d", lp->l->o->id, lp->init.pid);
	lp->l->container.pidfd = lp->init.pidfd;
	fd_close(&lp->l->seccomp);
	fd_close(&lp->netns);
	return true;
}

bool runtime_create(struct runtime *rt, const struct create_options *o, struct err *e)
{
	struct launch l;
	struct launch_parent lp;
	bool ok;

	launch_init(&l, rt, o);
	launch_parent_init(&lp, &l);
	if (!trace_open(rt->trace, &l.trace, e))
		return false;
	ok = launch_create(&lp, false, e);
	if (ok)
		container_close(&l.container);
	return launch_end_trace(&l, ok, e);
}

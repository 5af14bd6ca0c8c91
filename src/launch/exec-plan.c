/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the plan of exec: from the process object or the options, and the container's config. */
#include <fcntl.h>
#include <sched.h>

#include "brig/base/log.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "brig/plan/annotation.h"
#include "brig/sys/file.h"
#include "exec-plan.h"

enum { PROCESS_MAX = 4 << 20 };

static bool read_process(struct oci_process *out, const char *file, struct report *r, struct err *e)
{
	size_t size;
	const char *text = sys_read_at(r->arena, AT_FDCWD, file, PROCESS_MAX, &size, e);

	if (!text)
		return fail_in(e, "--process");
	return json_read(out, &oci_process_type, text, size, r) || report_result(r, e);
}

/* Copies the confinement that the process object lacks from the container's process; without it the
 * process would be less confined than the container. */
static void inherit_confinement(struct oci_process *p, const struct oci_process *from)
{
	if (!p->capabilities)
		p->capabilities = from->capabilities;
	if (!p->no_new_privileges)
		p->no_new_privileges = from->no_new_privileges;
	if (!p->apparmor_profile)
		p->apparmor_profile = from->apparmor_profile;
	if (!p->selinux_label)
		p->selinux_label = from->selinux_label;
	if (!p->rlimits.v)
		p->rlimits = from->rlimits;
	if (!p->oom_score_adj)
		p->oom_score_adj = from->oom_score_adj;
	if (!p->scheduler)
		p->scheduler = from->scheduler;
	if (!p->io_priority)
		p->io_priority = from->io_priority;
	if (!p->exec_cpu_affinity)
		p->exec_cpu_affinity = from->exec_cpu_affinity;
}

static void set_user(struct oci_process *p, const struct exec_options *o, struct arena *a)
{
	struct oci_user *u = arena_alloc(a, sizeof(*u));
	struct u32_list *gids = &u->additional_gids;
	uint32_t *all;

	if (p->user)
		*u = *p->user;
	if (o->uid)
		u->uid = *o->uid;
	if (o->gid)
		u->gid = *o->gid;
	all = arena_array(a, gids->n + o->additional_gids.n, sizeof(*all));
	for (size_t i = 0; i < gids->n; i++)
		all[i] = gids->v[i];
	for (size_t i = 0; i < o->additional_gids.n; i++)
		all[gids->n + i] = o->additional_gids.v[i];
	*gids = (struct u32_list){.v = all, .n = gids->n + o->additional_gids.n};
	p->user = u;
}

static bool make_process(struct oci_process *p, const struct oci_config *config,
	const struct exec_options *o, struct report *r, struct err *e)
{
	static const bool yes = true;

	*p = (struct oci_process){.cwd = "/"};
	if (o->process) {
		*p = (struct oci_process){0};
		if (!read_process(p, o->process, r, e))
			return false;
		if (config->process)
			inherit_confinement(p, config->process);
		if (o->tty)
			p->terminal = &yes;
	} else {
		if (config->process)
			*p = *config->process;
		p->args = o->args;
		p->terminal = &o->tty;
		p->console_size = NULL; /* of init's terminal */
	}
	p->cwd = o->cwd ? o->cwd : p->cwd;
	p->apparmor_profile = o->apparmor ? o->apparmor : p->apparmor_profile;
	p->selinux_label = o->process_label ? o->process_label : p->selinux_label;
	if (o->no_new_privs)
		p->no_new_privileges = &yes;
	process_add_env(p, &o->env, r->arena);
	set_user(p, o, r->arena);
	return true;
}

/* CVE-2022-29162: inheritable capabilities are added to the permitted set of programs that have
 * file capabilities, for every user. Only ambient capabilities need them. */
static bool plan_capabilities(struct plan *p, const struct oci_process *process,
	const struct host *host, bool userns, const struct exec_options *o, struct report *r,
	struct err *e)
{
	const struct capability_facts facts = capability_facts(host, userns);

	capabilities_plan(&p->capabilities, process, &facts, r);
	if (!o->process)
		p->capabilities.inheritable &= p->capabilities.ambient;
	for (size_t i = 0; i < o->caps.n; i++)
		if (!capabilities_add(&p->capabilities, o->caps.v[i], e))
			return fail_in(e, "--cap");
	return true;
}

static bool plan_confinement(struct plan *p, const struct oci_process *process,
	const struct oci_linux *linux, struct report *r, struct err *e)
{
	struct label_facts labels = {0};
	struct seccomp_facts seccomp = {0};

	if ((process->apparmor_profile || process->selinux_label) && !label_facts_read(&labels, e))
		return false;
	if (linux && linux->seccomp)
		seccomp_facts_read(&seccomp, linux);
	(void)!label_plan(&p->label, process, &labels, r);
	(void)!seccomp_plan(&p->seccomp, linux, p->capabilities.no_new_privs, &seccomp, r);
	return true;
}

static void plan_namespaces(
	struct namespace_plan *p, const struct oci_linux *linux, const struct host *host)
{
	p->rootless = host->rootless;
	if (linux) {
		p->uids = linux->uid_mappings;
		p->gids = linux->gid_mappings;
	}
}

bool exec_plan(struct launch_parent *lp, const struct oci_config *config,
	const struct exec_options *o, struct err *e)
{
	struct arena *a = lp->l->rt->arena;
	struct report r = {.arena = a, .file = o->process ? o->process : "exec"};
	struct plan *p = arena_alloc(a, sizeof(*p));
	struct oci_process *process = arena_alloc(a, sizeof(*process));

	if (!make_process(process, config, o, &r, e))
		return false;
	plan_namespaces(&p->namespaces, config->linux, &lp->l->rt->host);
	if (!plan_capabilities(
		    p, process, &lp->l->rt->host, lp->l->setns_flags & CLONE_NEWUSER, o, &r, e) ||
		!plan_confinement(p, process, config->linux, &r, e))
		return false;
	process_add_env(process, &lp->l->inherit_fds.env, a);
	p->id = lp->l->container.id;
	p->keyring = true;
	p->terminal = oci_true(process->terminal);
	p->console_size = p->terminal ? process->console_size : NULL;
	(void)!rlimits_plan(&p->rlimits, process, &r);
	(void)!sched_plan(&p->sched, process, config->linux, &r);
	(void)!user_plan(&p->user, process->user, config->linux, &r);
	p->user.keep_groups = p->namespaces.keep_groups = annotation_keeps_groups(config);
	(void)!program_plan(&p->program, process, &r);
	p->program.cwd_stays = true;
	if (!report_result(&r, e))
		return false;
	report_log_warnings(&r);
	lp->l->plan = p;
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the plan of each part, and checks the rules that concern several parts. */
#include "brig/plan/plan.h"

#include <ctype.h>
#include <sched.h>

#include "annotation.h"
#include "brig/base/parse.h"
#include "brig/base/str.h"
#include "host-check.h"

/* Skips dot-separated identifiers, none of them empty. *at points to the "-" or "+" before them.
 * Numeric identifiers of a pre-release have no leading zeros (SemVer 2.0.0, item 9). */
static bool skip_identifiers(const char **at, bool leading_zeros)
{
	static const char digits[] = "0123456789";
	static const char all[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";

	do {
		const char *p = ++*at;
		size_t n = strspn(p, all);

		if (n == 0 || (!leading_zeros && n > 1 && *p == '0' && strspn(p, digits) == n))
			return false;
		*at += n;
	} while (**at == '.');
	return true;
}

/* SemVer 2.0.0: three numbers without leading zeros, then an optional -prerelease and +build. */
static bool parse_semver(const char *s, uint64_t *major)
{
	const char *p = s;

	for (int i = 0; i < 3; i++) {
		uint64_t n = 0;
		const char *begin = p;

		if (i > 0 && *p++ != '.')
			return false;
		begin = p;
		while (isdigit((unsigned char)*p) && p - begin < 10)
			n = n * 10 + (uint64_t)(*p++ - '0');
		if (p == begin || (*begin == '0' && p - begin > 1))
			return false;
		if (i == 0)
			*major = n;
	}
	if (*p == '-' && !skip_identifiers(&p, false))
		return false;
	if (*p == '+' && !skip_identifiers(&p, true))
		return false;
	return !*p;
}

static void check_version(const struct oci_config *c, struct report *r)
{
	static const char section[] = "config.md Specification version";
	uint64_t major = 0;

	if (!c->oci_version)
		return;
	if (!parse_semver(c->oci_version, &major))
		(void)refuse(r, "ociVersion", section,
			"write the version of the specification, such as 1.3.0",
			"'%s' is not a SemVer version", c->oci_version);
	else if (major != 1)
		(void)refuse(r, "ociVersion", section, NULL,
			"version %s of the specification is not supported; brig supports 1.x",
			c->oci_version);
}

/* The hierarchies and cgroups that a cgroup mount of the container shows; NULL when none. */
static const struct cgroup_view *view_of(const struct plan *p, struct arena *a)
{
	struct cgroup_view_hierarchy *v;
	struct cgroup_view *view;

	if (p->cgroup.groups.n == 0)
		return NULL;
	view = arena_alloc(a, sizeof(*view));
	v = arena_array(a, p->cgroup.groups.n, sizeof(*v));
	for (size_t i = 0; i < p->cgroup.groups.n; i++) {
		const struct cgroup_group *g = &p->cgroup.groups.v[i];

		v[i] = (struct cgroup_view_hierarchy){
			.name = g->name,
			.controllers = g->unified ? NULL : g->controllers,
			.host = g->mount,
			/* Creating an optional cgroup may have failed, so its path is not used. */
			.path = str_eq(g->path, "/") || p->cgroup.optional ? "" : g->path,
		};
	}
	*view = (struct cgroup_view){
		.unified = p->cgroup.mode == CGROUP_V2,
		.namespace = namespace_has(&p->namespaces, CLONE_NEWCGROUP),
		.v = v,
		.n = p->cgroup.groups.n,
	};
	return view;
}

/* On v1, a process that moves another one waits for an RCU grace period; a process that moves
 * itself does not. */
static enum cgroup_entry entry_of(const struct plan *p)
{
	const struct namespace_plan *n = &p->namespaces;

	if (!cgroup_can_enter(&p->cgroup, n->needs_intermediate ? 2 : 1))
		return CGROUP_ENTRY_PARENT;
	/* Moving network devices requires the new network namespace, so it cannot be created late.
	 */
	if (!n->needs_intermediate && n->njoins == 0 && p->network.n == 0 &&
		v1_groups_may_follow_clone(&p->cgroup))
		return CGROUP_ENTRY_LATE;
	return CGROUP_ENTRY_CHILD;
}

static void plan_host_parts(
	struct plan *p, const struct oci_config *c, const struct plan_facts *f, struct report *r)
{
	const struct cgroup_facts cgroup = {
		.id = f->id,
		.layout = &f->cgroups,
		.driver = f->driver,
		.host = &f->host,
	};

	(void)!namespace_plan(&p->namespaces, c->linux, &f->host, r);
	p->namespaces.shared = f->shared_namespaces;
	p->namespaces.keep_groups = annotation_keeps_groups(c);
	(void)!cgroup_plan(&p->cgroup, c, &cgroup, r);
	(void)!rdt_plan(&p->rdt, c->linux, f->id, &f->rdt, r);
	(void)!network_plan(&p->network, c->linux, r);
	(void)!hooks_plan(&p->hooks, c->hooks, r);
	p->cgroup_entry = entry_of(p);
}

static void plan_filesystem(
	struct plan *p, const struct oci_config *c, const struct plan_facts *f, struct report *r)
{
	const struct mount_facts mount = {
		.bundle = p->bundle->path,
		.userns = namespace_has(&p->namespaces, CLONE_NEWUSER),
		.rootless = f->host.rootless,
		.root = f->host.uid == 0,
		.selinux = f->labels.selinux,
		.context_type = annotation_context_type(c, r),
		.cgroup = view_of(p, r->arena),
		.linux = c->linux,
		.root_error = f->root_error,
		.kcore = f->kcore,
	};

	(void)!rootfs_plan(&p->rootfs, c, &mount, f->no_pivot, r);
	(void)!mounts_plan(&p->mounts, c, &mount, r);
	(void)!devices_plan(&p->devices, c, &mount, r);
	(void)!masked_paths_plan(&p->paths, c, r);
}

/* The members of struct winsize, see ioctl_tty(2), have 16 bits. */
static void check_console_size(const struct oci_box *size, struct report *r)
{
	if (size && (size->height > UINT16_MAX || size->width > UINT16_MAX))
		(void)refuse(r, "process.consoleSize", "config.md Process", NULL,
			"%u x %u is too large; a terminal has at most %d rows and columns",
			size->height, size->width, UINT16_MAX);
}

static void plan_process(
	struct plan *p, const struct oci_config *c, const struct plan_facts *f, struct report *r)
{
	const struct oci_process *process = c->process;
	int namespaces = namespace_separate(&p->namespaces);

	(void)!uts_plan(&p->uts, c, namespaces, r);
	(void)!sysctl_plan(&p->sysctl, c, namespaces, r);
	(void)!rlimits_plan(&p->rlimits, process, r);
	(void)!sched_plan(&p->sched, process, c->linux, r);
	(void)!label_plan(&p->label, process, &f->labels, r);
	(void)!user_plan(&p->user, process ? process->user : NULL, c->linux, r);
	p->user.keep_groups = annotation_keeps_groups(c);
	capabilities_plan(&p->capabilities, process, &f->capabilities, r);
	(void)!seccomp_plan(&p->seccomp, c->linux, p->capabilities.no_new_privs, &f->seccomp, r);
	(void)!program_plan(&p->program, process, r);
	p->keyring = !f->no_new_keyring;
	p->terminal = process && oci_true(process->terminal);
	p->console_size = p->terminal ? process->console_size : NULL;
	check_console_size(p->console_size, r);
}

struct plan *plan_make(const struct bundle *b, const struct plan_facts *f, struct report *r)
{
	struct plan *p = arena_alloc(r->arena, sizeof(*p));

	p->id = f->id;
	p->bundle = b;
	check_version(b->config, r);
	annotations_check(b->config, r);
	plan_host_parts(p, b->config, f, r);
	plan_filesystem(p, b->config, f, r);
	plan_process(p, b->config, f, r);
	if (f->check_host)
		host_check(p, b->config, &f->host_check, r);
	return p;
}

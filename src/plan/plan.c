/* SPDX-License-Identifier: Apache-2.0 */
/* Every part's plan in turn, and the rules that cross the parts. */
#include "brig/plan/plan.h"

#include <ctype.h>
#include <sched.h>

#include "annotation.h"
#include "brig/base/parse.h"
#include "brig/base/str.h"
#include "host-check.h"

/* Identifiers between dots, none of them empty; numbers have no leading zeros where that counts. */
static bool identifiers(const char **at, bool zeros)
{
	static const char digits[] = "0123456789";
	static const char all[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";

	do {
		const char *p = ++*at;
		size_t n = strspn(p, all);

		if (n == 0 || (!zeros && n > 1 && *p == '0' && strspn(p, digits) == n))
			return false;
		*at += n;
	} while (**at == '.');
	return true;
}

/* SemVer 2.0.0: three numbers without leading zeros, then perhaps -prerelease and +build. */
static bool semver(const char *s, uint64_t *major)
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
	if (*p == '-' && !identifiers(&p, false))
		return false;
	if (*p == '+' && !identifiers(&p, true))
		return false;
	return !*p;
}

static void check_version(const struct oci_config *c, struct report *r)
{
	static const char section[] = "config.md Specification version";
	uint64_t major = 0;

	if (!c->oci_version)
		return;
	if (!semver(c->oci_version, &major))
		(void)refuse(r, "ociVersion", section,
			"write the version of the specification, such as 1.3.0",
			"'%s' is not a SemVer version", c->oci_version);
	else if (major != 1)
		(void)refuse(r, "ociVersion", section, NULL,
			"version %s of the specification is not supported, 1.x is", c->oci_version);
}

static bool same_group(const char *path)
{
	return str_eq(path, "/");
}

/* What a cgroup mount of the container has to show. */
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
			/* A group that is not demanded may not be there. */
			.path = same_group(g->path) || p->cgroup.optional ? "" : g->path,
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

static void plan_host_side(
	struct plan *p, const struct oci_config *c, const struct plan_facts *f, struct report *r)
{
	const struct cgroup_facts cgroup = {
		.id = f->id,
		.layout = &f->cgroups,
		.driver = f->driver,
		.host = &f->host,
	};

	(void)!namespace_plan(&p->namespaces, c->linux, &f->host, r);
	p->namespaces.keep_groups = annotation_keeps_groups(c);
	(void)!cgroup_plan(&p->cgroup, c, &cgroup, r);
	(void)!rdt_plan(&p->rdt, c->linux, f->id, &f->rdt, r);
	(void)!network_plan(&p->network, c->linux, r);
	(void)!hooks_plan(&p->hooks, c->hooks, r);
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
		.look = f->look,
		.cgroup = view_of(p, r->arena),
		.linux = c->linux,
	};

	(void)!rootfs_plan(&p->rootfs, c, &mount, f->no_pivot, r);
	(void)!mounts_plan(&p->mounts, c, &mount, r);
	(void)!devices_plan(&p->devices, c, &mount, r);
	(void)!masked_paths_plan(&p->paths, c, r);
}

/* struct winsize, see ioctl_tty(2), has 16 bits for each. */
static void check_size(const struct oci_box *size, struct report *r)
{
	if (size && (size->height > UINT16_MAX || size->width > UINT16_MAX))
		(void)refuse(r, "process.consoleSize", "config.md Process", NULL,
			"%u x %u, a terminal has at most %d of each", size->height, size->width,
			UINT16_MAX);
}

static void plan_process(
	struct plan *p, const struct oci_config *c, const struct plan_facts *f, struct report *r)
{
	const struct oci_process *process = c->process;

	(void)!uts_plan(&p->uts, c, r);
	(void)!sysctl_plan(&p->sysctl, c, r);
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
	check_size(p->console_size, r);
}

struct plan *plan_make(const struct bundle *b, const struct plan_facts *f, struct report *r)
{
	struct plan *p = arena_alloc(r->arena, sizeof(*p));

	p->id = f->id;
	p->bundle = b;
	check_version(b->config, r);
	annotations_check(b->config, r);
	plan_host_side(p, b->config, f, r);
	plan_filesystem(p, b->config, f, r);
	plan_process(p, b->config, f, r);
	if (f->look)
		plan_look(p, b->config, &f->found, r);
	return p;
}

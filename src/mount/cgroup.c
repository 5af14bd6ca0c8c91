/* SPDX-License-Identifier: Apache-2.0 */
/* Plans mounts of type cgroup: one of cgroup2, or a tmpfs with a mount for each hierarchy. */
#include "cgroup.h"

#include <sys/mount.h>

#include "brig/base/str.h"
#include "option.h"

/* Adds a copy of m with another type, destination and file system options. */
static struct mount_plan *add_fs(struct planning *p, const struct mount_plan *m, const char *type,
	const char *dest, const char *data)
{
	struct mount_plan *fs = planning_add(p);
	struct options o = {.arena = p->r->arena};

	*fs = *m;
	fs->kind = MOUNT_FS;
	fs->type = type;
	fs->source = type;
	fs->dest = dest;
	if (data)
		(void)options_add(&o, data);
	fs->params = o.params;
	fs->n_params = o.n_params;
	fs->data = data;
	return fs;
}

static const char *host_path(const struct planning *p, const struct cgroup_view_hierarchy *h)
{
	const char *path = h->path + strspn(h->path, "/");

	return *path ? arena_printf(p->r->arena, "%s/%s", h->host, path) : h->host;
}

/* Without a cgroup namespace a new mount would change the options of the host's mount (nsdelegate),
 * so the host's is bound: for v2 the whole hierarchy, because programs look up the path from
 * /proc/self/cgroup in it (systemd in a privileged container); for v1 the container's own cgroup,
 * as runc does. */
static void add_bind(struct planning *p, const struct mount_plan *m, const char *dest,
	const struct cgroup_view_hierarchy *h)
{
	struct mount_plan *bind = planning_add(p);

	*bind = *m;
	bind->kind = MOUNT_BIND;
	bind->implied = true;
	bind->type = NULL;
	bind->source = p->facts->cgroup->unified ? h->host : host_path(p, h);
	bind->dest = dest;
	bind->params = NULL;
	bind->n_params = 0;
	bind->data = NULL;
	bind->sb_flags = 0;
	/* The container's root could own the cgroup: CVE-2023-25809. */
	if (p->facts->rootless) {
		bind->flags.set |= MOUNT_ATTR_RDONLY;
		bind->flags.clear &= ~(uint64_t)MOUNT_ATTR_RDONLY;
	}
}

static void add_hierarchy(struct planning *p, const struct mount_plan *m, const char *dest,
	const struct cgroup_view_hierarchy *h)
{
	struct mount_plan *fs;

	if (!p->facts->cgroup->namespace) {
		add_bind(p, m, dest, h);
		return;
	}
	fs = h->controllers ? add_fs(p, m, "cgroup", dest, h->controllers)
			    : add_fs(p, m, "cgroup2", dest, m->data);
	if (!p->facts->userns)
		return;
	fs->fallback = host_path(p, h);
	/* As in add_bind(): CVE-2023-25809. */
	fs->fallback_readonly = p->facts->rootless;
}

/* Adds links "cpu" and "cpuacct" to the directory "cpu,cpuacct" of both. */
static void add_links(
	struct planning *p, const struct mount_plan *m, const struct cgroup_view_hierarchy *h)
{
	const char *from = h->controllers;

	if (!from || !strchr(from, ','))
		return;
	while (*from) {
		size_t n = strcspn(from, ",");
		const char *name = arena_strndup(p->r->arena, from, n);
		struct mount_plan *link;

		from += n + (from[n] == ',');
		if (str_eq(name, h->name) || strchr(name, '='))
			continue;
		link = planning_add(p);
		link->index = m->index;
		link->kind = MOUNT_LINK;
		link->source = h->name;
		link->dest = arena_printf(p->r->arena, "%s/%s", m->dest, name);
	}
}

static void add_v1(struct planning *p, const struct mount_plan *m)
{
	const struct cgroup_view *view = p->facts->cgroup;
	struct mount_plan *top = add_fs(p, m, "tmpfs", m->dest, "mode=755");

	top->defer_readonly = (top->flags.set & MOUNT_ATTR_RDONLY) != 0;
	for (size_t i = 0; i < view->n; i++) {
		const char *dest = arena_printf(p->r->arena, "%s/%s", m->dest, view->v[i].name);

		add_hierarchy(p, m, dest, &view->v[i]);
		add_links(p, m, &view->v[i]);
	}
}

/* Adds the host's tree, read-only: the container has no cgroup of its own. */
static void add_host(struct planning *p, const struct mount_plan *m)
{
	struct mount_plan *bind = planning_add(p);

	*bind = *m;
	bind->kind = MOUNT_BIND;
	bind->implied = true;
	bind->type = NULL;
	bind->source = "/sys/fs/cgroup";
	bind->recursive = true;
	bind->params = NULL;
	bind->n_params = 0;
	bind->data = NULL;
	bind->below.set |= MOUNT_ATTR_RDONLY;
}

static const struct cgroup_view_hierarchy *find_v2(const struct cgroup_view *view)
{
	for (size_t i = 0; i < view->n; i++)
		if (!view->v[i].controllers)
			return &view->v[i];
	return NULL;
}

void cgroup_mount_plan(struct planning *p, const struct mount_plan *m)
{
	const struct cgroup_view *view = p->facts->cgroup;
	const struct cgroup_view_hierarchy *v2 = view ? find_v2(view) : NULL;

	/* Named controllers, or the options none,name=…, mean one hierarchy of v1. */
	if ((m->n_params && str_eq(m->type, "cgroup")) || m->idmap)
		*planning_add(p) = *m;
	else if (!view || view->n == 0)
		add_host(p, m);
	else if (view->unified || (v2 && str_eq(m->type, "cgroup2")))
		add_hierarchy(p, m, m->dest, v2 ? v2 : &view->v[0]);
	else if (str_eq(m->type, "cgroup2"))
		add_fs(p, m, "cgroup2", m->dest, m->data);
	else
		add_v1(p, m);
}

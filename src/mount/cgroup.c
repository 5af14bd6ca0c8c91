/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts of type cgroup: one of cgroup2, or a tmpfs with a mount for each hierarchy. */
#include <sys/mount.h>

#include "brig/base/str.h"
#include "plan.h"

/* What mount m is, but of this type, with these options for the file system. */
static struct mount_plan *add_fs(struct planning *p, const struct mount_plan *m, const char *type,
	const char *dest, const char *data)
{
	struct mount_plan *fs = plan_add(p);
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

/* Without a cgroup namespace a new mount would set the options of the host's (nsdelegate), so that
 * is bound: as the whole of version 2, in which what /proc/self/cgroup says is looked for (systemd
 * in a privileged container), and as the container's own group of version 1, as runc does. */
static void add_bind(struct planning *p, const struct mount_plan *m, const char *dest,
	const struct cgroup_view_hierarchy *h)
{
	struct mount_plan *bind = plan_add(p);

	*bind = *m;
	bind->kind = MOUNT_BIND;
	bind->type = NULL;
	bind->source = p->facts->cgroup->unified ? h->host : host_path(p, h);
	bind->dest = dest;
	bind->params = NULL;
	bind->n_params = 0;
	bind->data = NULL;
	bind->sb_flags = 0;
	/* Root of the container's user namespace could own the group: CVE-2023-25809. */
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
	fs->fallback_ro = p->facts->rootless;
}

/* "cpu" and "cpuacct" beside the directory "cpu,cpuacct" that both live in. */
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
		link = plan_add(p);
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

	top->late_ro = (top->flags.set & MOUNT_ATTR_RDONLY) != 0;
	for (size_t i = 0; i < view->n; i++) {
		const char *dest = arena_printf(p->r->arena, "%s/%s", m->dest, view->v[i].name);

		add_hierarchy(p, m, dest, &view->v[i]);
		add_links(p, m, &view->v[i]);
	}
}

/* The container is in no group of its own: the host's tree, not writable. */
static void add_host(struct planning *p, const struct mount_plan *m)
{
	struct mount_plan *bind = plan_add(p);

	*bind = *m;
	bind->kind = MOUNT_BIND;
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

bool plan_cgroup(struct planning *p, const struct mount_plan *m)
{
	const struct cgroup_view *view = p->facts->cgroup;
	const struct cgroup_view_hierarchy *v2 = view ? find_v2(view) : NULL;

	/* Named controllers, or the option none,name=…: one hierarchy of version 1, as it says. */
	if ((m->n_params && str_eq(m->type, "cgroup")) || m->idmap)
		*plan_add(p) = *m;
	else if (!view || view->n == 0)
		add_host(p, m);
	else if (view->unified || (v2 && str_eq(m->type, "cgroup2")))
		add_hierarchy(p, m, m->dest, v2 ? v2 : &view->v[0]);
	else if (str_eq(m->type, "cgroup2"))
		add_fs(p, m, "cgroup2", m->dest, m->data);
	else
		add_v1(p, m);
	return true;
}

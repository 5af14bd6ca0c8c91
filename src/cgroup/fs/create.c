/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroupfs driver: creates cgroups and moves the first process into them. */
#include "fs/create.h"

#include <stdio.h>
#include <string.h>

#include "brig/base/log.h"
#include "brig/sys/cgroupfs.h"
#include "control/freeze.h"
#include "driver.h"
#include "fs/destroy.h"
#include "fs/subtree-control.h"
#include "fs/walk.h"
#include "path.h"
#include "resources/write.h"

enum { PARENT_BUSY_MS = 100 };

/* Whether an existing cgroup may be used. config-linux.md Cgroups Path: the runtime must fail if it
 * is "frozen … or non-empty". */
static bool check_empty_and_thawed(const struct cgroup_group *g, struct err *e)
{
	autoarena struct arena a = {0};
	struct walk_pid_list pids = {0};
	struct str_list paths;
	bool frozen;

	if (!walk_paths(&a, g->mount, g->path, &paths, e))
		return false;
	for (size_t i = 0; i < paths.n; i++)
		if (!walk_pids(&a, g->mount, paths.v[i], &pids, e))
			return false;
	if (pids.n > 0)
		return fail(e, "cgroup %s%s is not empty: process %d is in it", g->mount, g->path,
			pids.v[0]);
	if (!g->unified && !cgroup_has_controller(g->controllers, "freezer"))
		return true;
	if (!freeze_read_state(g, g->path, &frozen, e))
		return false;
	if (frozen)
		return fail(e, "cgroup %s%s is frozen", g->mount, g->path);
	return true;
}

/* Creates the missing parents of the cgroup. *made counts the directories made after the last one
 * that existed. */
static bool make_parents(const struct cgroup_group *g, unsigned *made, struct err *e)
{
	char path[4096];

	*made = 0;
	for (const char *s = strchr(g->path + 1, '/'); s; s = strchr(s + 1, '/')) {
		snprintf(path, sizeof(path), "%.*s", (int)(s - g->path), g->path);
		if (sys_cgroup_make(g->mount, path, e))
			(*made)++;
		else if (e->code == EEXIST)
			*made = 0;
		else
			return false;
	}
	return true;
}

/* Removes a parent that brig made. Such a parent without other children is busy only until a
 * process that has just ended is released. Warns if it stays busy for over 100 ms; nothing else
 * reports it. */
static bool remove_parent(const char *mount, const char *path, bool made_by_brig)
{
	autoarena struct arena a = {0};
	struct walk_deadline d = walk_deadline(PARENT_BUSY_MS);
	struct str_list siblings;
	struct err e, ignored;

	while (!sys_cgroup_remove(mount, path, &e)) {
		if (walk_is_gone(&e))
			return true;
		if (!made_by_brig || !sys_cgroup_children(&a, mount, path, &siblings, &ignored) ||
			siblings.n > 0)
			return false;
		if (!walk_pause(&d)) {
			log_warn("%s, ignoring", e.text);
			return false;
		}
	}
	return true;
}

static never_inline void remove_parents(const char *mount, const char *path, unsigned made)
{
	char parent[4096];

	snprintf(parent, sizeof(parent), "%s", path);
	for (unsigned i = 1;; i++) {
		char *slash = strrchr(parent, '/');

		if (!slash || slash == parent)
			return;
		*slash = '\0';
		if (i >= made && !str_ends(parent, CGROUP_COMMON))
			return;
		if (!remove_parent(mount, parent, i < made))
			return;
	}
}

void fs_remove_parents(const char *mount, const char *path, unsigned made)
{
	if (strchr(path + 1, '/'))
		remove_parents(mount, path, made);
}

static bool make_once(struct cgroup_group *g, unsigned parents, struct err *e)
{
	if (!sys_cgroup_make(g->mount, g->path, e))
		return e->code == EEXIST && check_empty_and_thawed(g, e);
	g->made = parents + 1;
	return true;
}

static bool make_group(struct cgroup_group *g, struct err *e)
{
	unsigned parents = 0;

	/* Deleting another container may remove an empty parent between make_parents() and
	 * make_once(). Each try loses only if another delete comes in between, so 20 tries are
	 * enough. */
	for (int attempt = 0; attempt < 20; attempt++) {
		if (make_once(g, parents, e))
			return true;
		if (e->code != ENOENT || (!make_parents(g, &parents, e) && e->code != ENOENT))
			break;
	}
	fs_remove_parents(g->mount, g->path, parents + 1);
	return false;
}

/* A new v1 cpuset is empty, and no process can be moved into it: copies the value of the parent. */
static bool copy_from_parent(const char *mount, const char *path, const char *file, struct err *e)
{
	char parent[4096], value[4096];
	const char *slash = strrchr(path, '/');

	snprintf(parent, sizeof(parent), "%.*s", slash > path ? (int)(slash - path) : 1, path);
	if (!sys_cgroup_read(mount, parent, file, value, sizeof(value), e))
		return false;
	if (*value == '\0' && strcmp(parent, "/") != 0 &&
		!(copy_from_parent(mount, parent, file, e) &&
			sys_cgroup_read(mount, parent, file, value, sizeof(value), e)))
		return false;
	return *value == '\0' || sys_cgroup_write(mount, path, file, value, e);
}

static bool fill_cpuset(const struct cgroup_group *g, struct err *e)
{
	if (g->unified || g->made == 0 || !cgroup_has_controller(g->controllers, "cpuset"))
		return true;
	return copy_from_parent(g->mount, g->path, "cpuset.cpus", e) &&
	       copy_from_parent(g->mount, g->path, "cpuset.mems", e);
}

bool fs_make(struct cgroup_group *g, struct err *e)
{
	return make_group(g, e) && fill_cpuset(g, e);
}

void fs_unmake(struct cgroup_group *g)
{
	struct err ignored;

	if (g->made > 0 && sys_cgroup_remove(g->mount, g->path, &ignored))
		fs_remove_parents(g->mount, g->path, g->made);
	g->made = 0;
}

static bool is_in_part(const struct cgroup_group *g, enum cgroup_part part)
{
	return part == CGROUP_PART_ALL || g->unified == (part == CGROUP_PART_V2);
}

static void remove_made(struct cgroup_plan *p, enum cgroup_part part)
{
	for (size_t i = p->groups.n; i > 0; i--)
		if (is_in_part(&p->groups.v[i - 1], part))
			fs_unmake(&p->groups.v[i - 1]);
}

static bool not_allowed(const struct err *e)
{
	return e->code == EACCES || e->code == EPERM || e->code == EROFS;
}

/* The config sets no cgroup and no limits, and the user may not create a cgroup: the container
 * stays in the runtime's own cgroup. */
static void use_own_group(struct cgroup_plan *p)
{
	p->driver = CGROUP_NONE;
	p->path = NULL;
	p->clone_into_cgroup = false;
	for (size_t i = 0; i < p->groups.n; i++)
		p->groups.v[i].path = p->own.v[i].path;
}

static bool fs_create(struct cgroup_plan *p, enum cgroup_part part, struct err *e)
{
	for (size_t i = 0; i < p->groups.n; i++)
		if (is_in_part(&p->groups.v[i], part))
			p->groups.v[i].made = 0;
	for (size_t i = 0; i < p->groups.n; i++) {
		struct cgroup_group *g = &p->groups.v[i];
		bool made;

		if (!is_in_part(g, part))
			continue;
		made = fs_make(g, e);
		if (made && fs_enable(g, p->enable, e) && fs_give(g, p->owner, e))
			continue;
		remove_made(p, part);
		if (p->optional && not_allowed(e)) {
			use_own_group(p);
			break;
		}
		if (!made && p->rootless && not_allowed(e))
			return fail_in(e, "cgroup: no cgroup is delegated to this user (give "
					  "--systemd-cgroup, or start brig by 'systemd-run --user "
					  "--scope')");
		return fail_in(e, "cgroup");
	}
	return true;
}

static bool fs_limit(const struct cgroup_plan *p, struct err *e)
{
	return resources_write(p, false, e);
}

static bool fs_attach(const struct cgroup_plan *p, pid_t pid, bool cloned_into, struct err *e)
{
	char text[32];

	snprintf(text, sizeof(text), "%d", pid);
	for (size_t i = 0; i < p->groups.n; i++) {
		const struct cgroup_group *g = &p->groups.v[i];

		if (g->unified && cloned_into)
			continue;
		if (!sys_cgroup_write(g->mount, g->path, "cgroup.procs", text, e))
			return fail_in(e, "move process %d into its cgroup%s", pid,
				e->code == ENOSPC ? " (cpuset.cpus or cpuset.mems is empty)" : "");
	}
	return resources_write(p, true, e);
}

const struct cgroup_driver_ops cgroup_fs_ops = {
	.create = fs_create,
	.limit = fs_limit,
	.attach = fs_attach,
	.destroy = fs_destroy,
};

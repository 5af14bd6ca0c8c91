/* SPDX-License-Identifier: Apache-2.0 */
/* Sub-cgroups of a container's cgroups, for exec --cgroup. */
#include "brig/cgroup/subcgroup.h"

#include <string.h>

#include "brig/sys/cgroupfs.h"
#include "record.h"

static bool has_dotdot(const char *path)
{
	return str_eq(path, "..") || str_starts(path, "../") || strstr(path, "/../") ||
	       str_ends(path, "/..");
}

/* Sets out->path to sub beneath the cgroup; "/a/b/" and "a/b" are the same. */
static bool select_sub(struct cgroup_group *out, const struct cgroup_group *g, const char *sub,
	struct arena *a, struct err *e)
{
	size_t n;

	sub += strspn(sub, "/");
	n = strlen(sub);
	while (n > 0 && sub[n - 1] == '/')
		n--;
	out->path = n == 0 ? g->path
			   : arena_printf(a, "%s/%.*s", str_eq(g->path, "/") ? "" : g->path, (int)n,
				     sub);
	return sys_cgroup_exists(g->mount, out->path, "cgroup.procs") ||
	       fail(e, "--cgroup %s: cgroup %s%s does not exist", sub, g->mount, out->path);
}

static bool is_named(const struct cgroup_group *g, const char *names, size_t n, struct arena *a)
{
	char *save = NULL;

	if (g->unified)
		return false;
	for (char *w = strtok_r(arena_strndup(a, names, n), ",", &save); w;
		w = strtok_r(NULL, ",", &save))
		if (cgroup_has_controller(g->controllers, w))
			return true;
	return false;
}

static bool select_in_all(struct cgroup_ref *out, const struct cgroup_ref *ref, const char *sub,
	struct arena *a, struct err *e)
{
	const char *colon = strchr(sub, ':');
	const char *path = colon ? colon + 1 : sub;
	bool found = false;

	if (has_dotdot(path))
		return fail(e, "--cgroup %s: the path contains '..'", sub);
	for (size_t i = 0; i < ref->groups.n; i++) {
		if (colon && !is_named(&ref->groups.v[i], sub, (size_t)(colon - sub), a))
			continue;
		found = true;
		if (!select_sub(&out->groups.v[i], &ref->groups.v[i], path, a, e))
			return false;
	}
	return found ||
	       fail(e, "--cgroup %s: the container has no cgroup with this controller", sub);
}

bool cgroup_ref_subcgroup(struct cgroup_ref *out, const struct cgroup_ref *ref,
	const struct str_list *subs, struct arena *a, struct err *e)
{
	const struct cgroup_lines init = record_init_lines(ref, a);

	*out = *ref;
	out->init = 0;
	out->init_groups = NULL;
	out->groups.v = arena_array(a, ref->groups.n, sizeof(*out->groups.v));
	for (size_t i = 0; i < ref->groups.n; i++) {
		out->groups.v[i] = ref->groups.v[i];
		out->groups.v[i].path = record_entry_path(&init, &ref->groups.v[i]);
	}
	for (size_t i = 0; i < subs->n; i++)
		if (!select_in_all(out, ref, subs->v[i], a, e))
			return false;
	return true;
}

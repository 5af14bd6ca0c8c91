/* SPDX-License-Identifier: Apache-2.0 */
/* linux.cgroupsPath to a path in the hierarchies. */
#include "path.h"

#include <string.h>

#include "brig/base/str.h"

#define PATH "linux.cgroupsPath"
#define SECTION "config-linux.md Cgroups Path"

enum { COMPONENT_MAX = 255, PATH_LENGTH_MAX = 3000 };

const char *cgroup_path_join(const char *a, const char *b, struct arena *arena)
{
	if (str_eq(a, "/"))
		return b;
	return str_eq(b, "/") ? a : arena_printf(arena, "%s%s", a, b);
}

const char *cgroup_path_parent(const char *path, struct arena *a)
{
	const char *slash = strrchr(path, '/');

	return slash && slash > path ? arena_strndup(a, path, (size_t)(slash - path)) : "/";
}

static bool check_component(const char *component, size_t n, struct report *r)
{
	if (n == 2 && component[0] == '.' && component[1] == '.')
		return refuse(r, PATH, SECTION, NULL, "'..' would leave the hierarchy");
	if (n > COMPONENT_MAX)
		return refuse(r, PATH, SECTION, NULL, "a component is longer than %d bytes",
			COMPONENT_MAX);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)component[i] < ' ' || component[i] == 127)
			return refuse(r, PATH, SECTION, NULL, "contains a control character");
	return true;
}

/* Appends the components of path to base, without empty ones and ".". NULL after a refusal. */
static const char *clean_path(const char *base, const char *path, struct report *r)
{
	struct str joined = {.arena = r->arena};

	str_add(&joined, str_eq(base, "/") ? "" : base);
	for (const char *s = path; *s; s += *s == '/') {
		size_t n = strcspn(s, "/");

		if (!check_component(s, n, r))
			return NULL;
		if (n > 0 && !(n == 1 && *s == '.')) {
			str_add(&joined, "/");
			str_add_bytes(&joined, s, n);
		}
		s += n;
	}
	return str_text(&joined);
}

static bool is_systemd_form(const char *path)
{
	const char *first = strchr(path, ':');
	const char *second = first ? strchr(first + 1, ':') : NULL;

	return second && !strchr(second + 1, ':') && !strchr(path, '/');
}

const char *cgroup_path_plan(
	const char *cgroups_path, const char *id, const char *base, struct report *r)
{
	bool set = cgroups_path && *cgroups_path, absolute = set && *cgroups_path == '/';
	const char *path;

	if (set && is_systemd_form(cgroups_path)) {
		report_refusal(r, PATH, SECTION,
			"give --systemd-cgroup (--cgroup-manager=systemd), or a path",
			"'%s' has the form slice:prefix:name, which only the systemd driver takes",
			cgroups_path);
		return NULL;
	}
	path = clean_path(set && !absolute ? base : "/",
		set ? cgroups_path : arena_printf(r->arena, "%s-%s", base, id), r);
	if (!path)
		return NULL;
	if (*path == '\0' || str_eq(path, base)) {
		report_refusal(r, PATH, SECTION, "give the path of a cgroup beneath it",
			"'%s' would not be a cgroup of the container alone", cgroups_path);
		return NULL;
	}
	if (strlen(path) > PATH_LENGTH_MAX) {
		report_refusal(r, PATH, SECTION, NULL, "is longer than %d bytes", PATH_LENGTH_MAX);
		return NULL;
	}
	return path;
}

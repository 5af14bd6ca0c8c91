/* SPDX-License-Identifier: Apache-2.0 */
/* Where the group goes. */
#include "path.h"

#include <string.h>

#include "brig/base/str.h"

#define PATH "linux.cgroupsPath"
#define SECTION "config-linux.md Cgroups Path"

enum { PART_MAX = 255, WHOLE_MAX = 3000 };

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

static bool check_part(const char *part, size_t n, struct report *r)
{
	if (n == 2 && part[0] == '.' && part[1] == '.')
		return refuse(r, PATH, SECTION, NULL, "'..' would leave the hierarchy");
	if (n > PART_MAX)
		return refuse(
			r, PATH, SECTION, NULL, "a part of it is longer than %d bytes", PART_MAX);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)part[i] < ' ' || part[i] == 127)
			return refuse(r, PATH, SECTION, NULL, "holds a control character");
	return true;
}

/* Joins the parts of path behind base. */
static const char *clean(const char *base, const char *path, struct report *r)
{
	struct str out = {.arena = r->arena};

	str_add(&out, str_eq(base, "/") ? "" : base);
	for (const char *s = path; *s; s += *s == '/') {
		size_t n = strcspn(s, "/");

		if (!check_part(s, n, r))
			return NULL;
		if (n > 0 && !(n == 1 && *s == '.')) {
			str_add(&out, "/");
			str_add_bytes(&out, s, n);
		}
		s += n;
	}
	return str_text(&out);
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
			"'%s' is slice:prefix:name, which is for the systemd driver", cgroups_path);
		return NULL;
	}
	path = clean(set && !absolute ? base : "/",
		set ? cgroups_path : arena_printf(r->arena, "%s-%s", base, id), r);
	if (!path)
		return NULL;
	if (*path == '\0' || str_eq(path, base)) {
		report_refusal(r, PATH, SECTION, "name a group beneath it",
			"'%s' is no group of its own", cgroups_path);
		return NULL;
	}
	if (strlen(path) > WHOLE_MAX) {
		report_refusal(r, PATH, SECTION, NULL, "is longer than %d bytes", WHOLE_MAX);
		return NULL;
	}
	return path;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Planning the scope: where systemd will put it, and what it is told about it. */
#include "systemd/scope.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "path.h"

#define PATH "linux.cgroupsPath"
#define SECTION "config-linux.md Cgroups Path"
#define ANNOTATION "org.systemd.property."

enum { NAME_MAX_BYTES = 255 };

/* --- where it lies */

/* systemd.slice(5): "a-b.slice" lies in "a.slice"; "-.slice" is the root. NULL when it is no name
 * of a slice. */
static const char *slice_path(const char *slice, struct arena *a)
{
	struct str out = {.arena = a};
	size_t n = strlen(slice);

	if (str_eq(slice, "-.slice"))
		return "";
	if (n <= strlen(".slice") || !str_ends(slice, ".slice") || strchr(slice, '/') ||
		*slice == '-' || *slice == '.' || strstr(slice, "--") || str_ends(slice, "-.slice"))
		return NULL;
	n -= strlen(".slice");
	for (size_t i = 1; i <= n; i++)
		if (i == n || slice[i] == '-')
			str_addf(&out, "/%.*s.slice", (int)i, slice);
	return str_text(&out);
}

/* The group of the caller's own manager: the user@UID.service above us, or that of our uid. */
static const char *manager_path(const struct cgroup_facts *f, struct arena *a)
{
	const struct cgroup_hierarchy *unified = cgroup_layout_unified(f->layout);
	const char *own = unified ? unified->own : "/";
	const char *at = strstr(own, "/user@"), *end;
	unsigned uid = f->host->uid;

	if (at) {
		end = strchr(at + 1, '/');
		return end ? arena_strndup(a, own, (size_t)(end - own)) : own;
	}
	/* In a session: its slice tells the uid, which is another one in a user namespace. */
	at = strstr(own, "/user-");
	if (at)
		uid = (unsigned)strtoul(at + strlen("/user-"), NULL, 10);
	return arena_printf(a, "/user.slice/user-%u.slice/user@%u.service", uid, uid);
}

bool unit_is_user(const char *path)
{
	return strstr(path, "/user@") != NULL;
}

/* Characters that a unit's name can't have, as systemd-escape(1) writes them. */
static void add_escaped(struct str *out, const char *s)
{
	for (; *s; s++) {
		bool fine = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
			    (*s >= '0' && *s <= '9') || strchr(":-_.\\@", *s);

		str_addf(out, fine ? "%c" : "\\x%02x", (unsigned char)*s);
	}
}

static bool refuse_form(const char *path, struct report *r)
{
	return refuse(r, PATH, SECTION,
		"write slice:prefix:name, or use --cgroup-manager=cgroupfs with a path",
		"'%.200s' is not slice:prefix:name, as the systemd driver wants it", path);
}

bool unit_plan(struct cgroup_plan *p, const char *cgroups_path, const struct cgroup_facts *f,
	struct report *r)
{
	const char *slice = f->host->rootless ? "user.slice" : "system.slice", *below;
	const char *prefix = "brig", *name = f->id;
	struct str unit = {.arena = r->arena};

	if (cgroups_path && *cgroups_path) {
		const char *first = strchr(cgroups_path, ':');
		const char *second = first ? strchr(first + 1, ':') : NULL;

		if (!second || strchr(second + 1, ':') || second[1] == '\0' ||
			strchr(cgroups_path, '/'))
			return refuse_form(cgroups_path, r);
		if (first > cgroups_path)
			slice = arena_strndup(
				r->arena, cgroups_path, (size_t)(first - cgroups_path));
		prefix = arena_strndup(r->arena, first + 1, (size_t)(second - first - 1));
		name = second + 1;
	}
	below = slice_path(slice, r->arena);
	if (!below)
		return refuse(r, PATH, SECTION, "such as machine.slice",
			"'%.200s' is no name of a slice", slice);
	add_escaped(&unit, prefix);
	str_add(&unit, *prefix ? "-" : "");
	add_escaped(&unit, name);
	str_add(&unit, ".scope");
	if (unit.n > NAME_MAX_BYTES)
		return refuse(r, PATH, SECTION, NULL, "makes a unit's name longer than %d bytes",
			NAME_MAX_BYTES);
	p->unit = str_text(&unit);
	p->slice = slice;
	p->path = arena_printf(r->arena, "%s%s/%s",
		f->host->rootless ? manager_path(f, r->arena) : "", below, p->unit);
	return true;
}

/* --- what it is told */

static bool add_annotation(
	struct property_list *l, const struct str_pair *annotation, struct report *r)
{
	const char *name = annotation->key + strlen(ANNOTATION), *why = NULL;
	const char *path = report_path(r, "annotations.%s", annotation->key);
	struct cgroup_property *p;
	size_t n = strlen(name);

	if (n == 0 || name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					"0123456789")])
		return refuse(r, path, NULL, NULL, "'%s' is no name of a property", name);
	p = property_add(l, name, 's');
	if (!property_parse(p, annotation->value, l->arena, &why))
		return refuse(r, path, NULL, "write it like true, 'text', uint64 5, ['a', 'b']",
			"'%s' %s", annotation->value, why);
	/* systemd.directives(7) writes seconds, D-Bus has microseconds. */
	if (str_ends(name, "Sec") && !str_ends(name, "USec") && strchr("iuxt", p->type)) {
		p->name = arena_printf(l->arena, "%.*sUSec", (int)n - 3, name);
		p->type = 't';
		p->number *= 1000000;
	}
	return true;
}

/* Whether systemd has its groups in v1: only then it knows limits of v1. */
static bool has_v1(const struct cgroup_plan *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (!p->hierarchies[i].unified &&
			cgroup_has_controller(p->hierarchies[i].controllers, "name=systemd"))
			return true;
	return false;
}

/* What no property can say is gone when systemd writes the group's rules anew. */
static void warn_devices(const struct cgroup_plan *p, struct report *r)
{
	for (size_t i = 0; i < p->n_settings; i++) {
		const struct cgroup_setting *s = &p->settings[i];

		if (!str_starts(s->file, "devices.") || unit_knows_device(s->file, s->value))
			continue;
		warn_about(r, s->source, "config-linux.md Allowed Device list",
			"systemd can't be told of '%s' (%s), and may undo it", s->value, s->file);
		return;
	}
}

/* systemd would have init killed before it can be said what is too small for it; what writes the
 * file is told. */
static bool is_too_small(const struct cgroup_setting *s)
{
	enum { ROOM_FOR_INIT = 1048576 };

	return str_eq(s->file, "memory.limit_in_bytes") &&
	       strtoull(s->value, NULL, 10) < ROOM_FOR_INIT;
}

bool unit_properties(
	struct cgroup_plan *p, const char *id, const struct str_map *annotations, struct report *r)
{
	struct property_list l = {.arena = r->arena};
	bool ok = true, v1 = has_v1(p);
	/* With IOAccounting systemd does not look at BlockIOWeight. */
	const char *const yes[] = {"Delegate", "CPUAccounting",
		v1 ? "BlockIOAccounting" : "IOAccounting", "MemoryAccounting", "TasksAccounting"};

	property_add(&l, "Description", 's')->text =
		arena_printf(r->arena, "container %s of brig", id);
	if (!str_eq(p->slice, "-.slice"))
		property_add(&l, "Slice", 's')->text = p->slice;
	property_add(&l, "DefaultDependencies", 'b')->number = false;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		property_add(&l, yes[i], 'b')->number = true;
	/* A scope that failed (out of memory) is forgotten all the same, and no limit is one that
	 * nobody asked for. */
	property_add(&l, "CollectMode", 's')->text = "inactive-or-failed";
	property_add(&l, "TasksMax", 't')->number = UINT64_MAX;
	for (size_t i = 0; i < p->n_settings; i++) {
		const struct cgroup_setting *s = &p->settings[i];

		bool unified = p->hierarchies[s->group].unified;

		if (!unified && (!v1 || is_too_small(s)))
			continue;
		(void)unit_limit(&l, unified, s->file, s->value);
		if (s->other_file)
			(void)unit_limit(&l, unified, s->other_file, s->other_value);
	}
	if (v1)
		warn_devices(p, r);
	for (size_t i = 0; annotations && i < annotations->n; i++)
		if (str_starts(annotations->v[i].key, ANNOTATION) &&
			!add_annotation(&l, &annotations->v[i], r))
			ok = false;
	p->properties = l.v;
	p->n_properties = l.n;
	return ok;
}

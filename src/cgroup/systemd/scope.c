/* SPDX-License-Identifier: Apache-2.0 */
/* Plans the scope: its name, its slice, its properties. */
#include "systemd/scope.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "path.h"
#include "systemd/gvariant.h"
#include "systemd/property.h"

#define PATH "linux.cgroupsPath"
#define SECTION "config-linux.md Cgroups Path"
#define ANNOTATION "org.systemd.property."

enum { NAME_MAX_BYTES = 255 };

/* --- name and slice */

/* The path of a slice, systemd.slice(5): "a-b.slice" is in "a.slice"; "-.slice" is the root. NULL
 * if it is not the name of a slice. */
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

/* The cgroup of the caller's user manager: the user@UID.service in which the runtime is, or that of
 * the runtime's uid. */
static const char *manager_path(const struct cgroup_facts *f, struct arena *a)
{
	const struct cgroup_group *unified = cgroup_set_unified(f->layout);
	const char *own = unified ? unified->path : "/";
	const char *match = strstr(own, "/user@"), *end;
	unsigned uid = f->host->uid;

	if (match) {
		end = strchr(match + 1, '/');
		return end ? arena_strndup(a, own, (size_t)(end - own)) : own;
	}
	/* In a login session the slice user-UID.slice has the real uid; the runtime's own uid
	 * differs in a user namespace. */
	match = strstr(own, "/user-");
	if (match)
		uid = (unsigned)strtoul(match + strlen("/user-"), NULL, 10);
	return arena_printf(a, "/user.slice/user-%u.slice/user@%u.service", uid, uid);
}

bool scope_is_user(const char *path)
{
	return strstr(path, "/user@") != NULL;
}

/* Appends s; characters that a unit's name cannot contain are escaped as by systemd-escape(1). */
static void add_escaped(struct str *out, const char *s)
{
	for (; *s; s++) {
		bool allowed = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
			       (*s >= '0' && *s <= '9') || strchr(":-_.\\@", *s);

		str_addf(out, allowed ? "%c" : "\\x%02x", (unsigned char)*s);
	}
}

static bool refuse_form(const char *path, struct report *r)
{
	return refuse(r, PATH, SECTION,
		"write slice:prefix:name, or use --cgroup-manager=cgroupfs with a path",
		"'%.200s' does not have the form slice:prefix:name, which the systemd driver needs",
		path);
}

bool scope_plan(struct cgroup_plan *p, const char *cgroups_path, const struct cgroup_facts *f,
	struct report *r)
{
	const char *slice = f->host->rootless ? "user.slice" : "system.slice", *slice_dir;
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
	slice_dir = slice_path(slice, r->arena);
	if (!slice_dir)
		return refuse(r, PATH, SECTION, "such as machine.slice",
			"'%.200s' is not the name of a slice", slice);
	add_escaped(&unit, prefix);
	str_add(&unit, *prefix ? "-" : "");
	add_escaped(&unit, name);
	str_add(&unit, ".scope");
	if (unit.n > NAME_MAX_BYTES)
		return refuse(r, PATH, SECTION, NULL,
			"the name of the unit would be longer than %d bytes", NAME_MAX_BYTES);
	p->unit = str_text(&unit);
	p->slice = slice;
	p->path = arena_printf(r->arena, "%s%s/%s",
		f->host->rootless ? manager_path(f, r->arena) : "", slice_dir, p->unit);
	return true;
}

/* --- properties */

static bool add_annotation(
	struct property_list *l, const struct str_pair *annotation, struct report *r)
{
	const char *name = annotation->key + strlen(ANNOTATION), *why = NULL;
	const char *path = report_path(r, "annotations.%s", annotation->key);
	struct cgroup_property *p;
	size_t n = strlen(name);

	if (n == 0 || name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					"0123456789")])
		return refuse(r, path, NULL, NULL, "'%s' is not the name of a property", name);
	p = property_add(l, name, 's');
	if (!gvariant_parse(p, annotation->value, l->arena, &why))
		return refuse(r, path, NULL, "write it like true, 'text', uint64 5, ['a', 'b']",
			"'%s' %s", annotation->value, why);
	/* A property in seconds (systemd.directives(7)) is one in microseconds on D-Bus. */
	if (str_ends(name, "Sec") && !str_ends(name, "USec") && strchr("iuxt", p->type)) {
		p->name = arena_printf(l->arena, "%.*sUSec", (int)n - 3, name);
		p->type = 't';
		p->number *= 1000000;
	}
	return true;
}

/* Whether systemd manages v1 hierarchies; only then it accepts limits of v1. */
static bool has_v1(const struct cgroup_plan *p)
{
	for (size_t i = 0; i < p->groups.n; i++)
		if (!p->groups.v[i].unified &&
			cgroup_has_controller(p->groups.v[i].controllers, "name=systemd"))
			return true;
	return false;
}

/* Warns of a device rule that has no property: systemd removes it when it writes the device rules
 * of the cgroup again. */
static void warn_devices(const struct cgroup_plan *p, struct report *r)
{
	for (size_t i = 0; i < p->n_settings; i++) {
		const struct cgroup_setting *s = &p->settings[i];

		if (!str_starts(s->file, "devices.") || property_has_device(s->file, s->value))
			continue;
		warn_about(r, s->source, "config-linux.md Allowed Device list",
			"systemd has no property for '%s' (%s) and may remove the rule", s->value,
			s->file);
		return;
	}
}

/* Whether a memory limit is too small for init. Such a limit is not a property: the kernel would
 * kill init in the scope without an error message, while a failed write to the file has one. */
static bool is_too_small(const struct cgroup_setting *s)
{
	enum { ROOM_FOR_INIT = 1048576 };

	return str_eq(s->file, "memory.limit_in_bytes") &&
	       strtoull(s->value, NULL, 10) < ROOM_FOR_INIT;
}

bool scope_properties(
	struct cgroup_plan *p, const char *id, const struct str_map *annotations, struct report *r)
{
	struct property_list l = {.arena = r->arena};
	bool ok = true, v1 = has_v1(p);
	/* systemd ignores BlockIOWeight= if IOAccounting= is set. */
	const char *const enabled[] = {"Delegate", "CPUAccounting",
		v1 ? "BlockIOAccounting" : "IOAccounting", "MemoryAccounting", "TasksAccounting"};

	property_add(&l, "Description", 's')->text =
		arena_printf(r->arena, "container %s of brig", id);
	if (!str_eq(p->slice, "-.slice"))
		property_add(&l, "Slice", 's')->text = p->slice;
	property_add(&l, "DefaultDependencies", 'b')->number = false;
	for (size_t i = 0; i < sizeof(enabled) / sizeof(enabled[0]); i++)
		property_add(&l, enabled[i], 'b')->number = true;
	/* CollectMode: systemd also forgets a scope that has failed (out of memory). TasksMax:
	 * without it systemd sets its default limit. */
	property_add(&l, "CollectMode", 's')->text = "inactive-or-failed";
	property_add(&l, "TasksMax", 't')->number = UINT64_MAX;
	for (size_t i = 0; i < p->n_settings; i++) {
		const struct cgroup_setting *s = &p->settings[i];

		bool unified = p->groups.v[s->group].unified;

		if (!unified && (!v1 || is_too_small(s)))
			continue;
		(void)property_add_value(&l, unified, s->file, s->value);
		if (s->other_file)
			(void)property_add_value(&l, unified, s->other_file, s->other_value);
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

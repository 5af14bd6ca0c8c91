/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroups of a container, from its plan and to and from its record. */
#include "record.h"
#include "brig/sys/process.h"
#include "brig/sys/procfs.h"

#include <string.h>

#include "brig/base/str.h"
#include "brig/sys/cgroupfs.h"
#include "oci.h"

struct cgroup_ref *cgroup_ref_from_plan(const struct cgroup_plan *p, struct arena *a)
{
	struct cgroup_ref *ref = arena_alloc(a, sizeof(*ref));

	ref->driver = p->driver;
	ref->unit = p->unit;
	if (p->driver == CGROUP_NONE)
		return ref;
	ref->groups = p->groups;
	ref->groups.v = arena_array(a, p->groups.n, sizeof(*ref->groups.v));
	for (size_t i = 0; i < p->groups.n; i++)
		ref->groups.v[i] = p->groups.v[i];
	return ref;
}

/* How many directories cgroup_create() will make: the cgroup and its missing parents. */
static unsigned count_missing(const struct cgroup_group *g, struct arena *a)
{
	char *path = arena_strdup(a, g->path), *slash;
	unsigned n = 1;

	while ((slash = strrchr(path, '/')) && slash > path) {
		*slash = '\0';
		if (sys_cgroup_exists(g->mount, path, NULL))
			break;
		n++;
	}
	return n;
}

struct cgroup_ref *cgroup_ref_before_create(const struct cgroup_plan *p, struct arena *a)
{
	struct cgroup_ref *ref = cgroup_ref_from_plan(p, a);
	size_t n = 0;

	for (size_t i = 0; i < ref->groups.n; i++) {
		if (sys_cgroup_exists(ref->groups.v[i].mount, ref->groups.v[i].path, NULL))
			continue;
		ref->groups.v[n] = ref->groups.v[i];
		ref->groups.v[n].made = count_missing(&ref->groups.v[n], a);
		n++;
	}
	ref->groups.n = n;
	return ref;
}

void cgroup_ref_to_record(struct oci_record *out, const struct cgroup_ref *ref, struct arena *a)
{
	static const enum oci_cgroup_driver drivers[] = {
		[CGROUP_FS] = OCI_CGROUP_DRIVER_FS,
		[CGROUP_SYSTEMD] = OCI_CGROUP_DRIVER_SYSTEMD,
		[CGROUP_NONE] = OCI_CGROUP_DRIVER_NONE,
	};
	struct oci_record_cgroup *c = arena_alloc(a, sizeof(*c));

	c->driver = drivers[ref->driver];
	c->path = ref->groups.n > 0 ? ref->groups.v[0].path : "";
	c->scope = ref->unit;
	c->hierarchies.n = ref->groups.n;
	c->hierarchies.v = arena_array(a, ref->groups.n, sizeof(*c->hierarchies.v));
	for (size_t i = 0; i < ref->groups.n; i++) {
		const struct cgroup_group *g = &ref->groups.v[i];
		struct oci_record_hierarchy *h = &c->hierarchies.v[i];

		h->name = g->name;
		h->controllers = g->unified ? "" : g->controllers;
		h->mount = g->mount;
		h->path = g->path;
		h->made = g->made;
	}
	out->cgroup = c;
}

/* brig wrote the record, but a path with ".." would lead into the cgroup of another container. */
static bool check_path(const char *path, const char *what, struct err *e)
{
	if (*path != '/' || str_starts(path, "/../") || strstr(path, "/../") ||
		str_ends(path, "/..") || strlen(path) > 3500)
		return fail(e, "the record's cgroup %s '%.200s' is not valid", what, path);
	return true;
}

bool cgroup_ref_from_record(
	struct cgroup_ref *out, const struct oci_record *rec, struct arena *a, struct err *e)
{
	static const enum cgroup_driver drivers[] = {
		[OCI_CGROUP_DRIVER_FS] = CGROUP_FS,
		[OCI_CGROUP_DRIVER_SYSTEMD] = CGROUP_SYSTEMD,
		[OCI_CGROUP_DRIVER_NONE] = CGROUP_NONE,
	};
	const struct oci_record_cgroup *c = rec->cgroup;

	*out = (struct cgroup_ref){.driver = drivers[c->driver], .unit = c->scope};
	out->groups.n = out->driver == CGROUP_NONE ? 0 : c->hierarchies.n;
	out->groups.v = arena_array(a, out->groups.n, sizeof(*out->groups.v));
	for (size_t i = 0; i < out->groups.n; i++) {
		const struct oci_record_hierarchy *h = &c->hierarchies.v[i];
		struct cgroup_group *g = &out->groups.v[i];

		if (!check_path(h->mount, "mount", e) || !check_path(h->path, "path", e))
			return false;
		g->name = h->name;
		g->unified = *h->controllers == '\0';
		g->controllers = g->unified ? NULL : h->controllers;
		g->mount = h->mount;
		g->path = h->path;
		g->made = h->made;
	}
	out->groups.mode = cgroup_set_mode(&out->groups);
	return true;
}

static const char *init_groups(const struct cgroup_ref *ref, struct arena *a)
{
	struct err ignored;
	const char *text = ref->init > 0 ? sys_procfs_read(a, ref->init, "cgroup", &ignored) : NULL;

	return text && !sys_wait_end(ref->init_fd, 0) ? text : NULL;
}

void cgroup_ref_locate_init(struct cgroup_ref *ref, struct arena *a)
{
	ref->init_groups = init_groups(ref, a);
}

struct cgroup_lines record_init_lines(const struct cgroup_ref *ref, struct arena *a)
{
	struct err ignored;
	struct cgroup_lines lines = {0};
	const char *text = ref->init_groups ? ref->init_groups : init_groups(ref, a);

	if (!text || !cgroup_lines_parse(&lines, text, a, &ignored))
		return (struct cgroup_lines){0};
	return lines;
}

const char *record_init_path(const struct cgroup_lines *init, const struct cgroup_group *g)
{
	for (size_t i = 0; i < init->n; i++) {
		const struct cgroup_line *line = &init->v[i];

		if (line->unified != g->unified ||
			(!g->unified && !str_eq(line->controllers, g->controllers)))
			continue;
		if (!str_eq(line->path, g->path) &&
			sys_cgroup_exists(g->mount, line->path, "cgroup.procs"))
			return line->path;
	}
	return g->path;
}

bool record_is_beneath(const struct cgroup_group *g, const char *path)
{
	size_t n = strlen(g->path);

	return str_starts(path, g->path) && (path[n] == '/' || path[n] == '\0');
}

const char *record_entry_path(const struct cgroup_lines *init, const struct cgroup_group *g)
{
	const char *real = record_init_path(init, g);

	return record_is_beneath(g, real) ? real : g->path;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroups of a container, from its plan and to and from its record. */
#include "brig/cgroup/control.h"

#include <string.h>

#include "brig/sys/cgroupfs.h"
#include "oci.h"

static enum cgroup_mode mode_of(const struct cgroup_ref *ref)
{
	bool v1 = false, v2 = false;

	for (size_t i = 0; i < ref->n; i++)
		*(ref->v[i].unified ? &v2 : &v1) = true;
	if (v1 && v2)
		return CGROUP_HYBRID;
	if (v2)
		return CGROUP_V2;
	return v1 ? CGROUP_V1 : CGROUP_NOWHERE;
}

struct cgroup_ref *cgroup_ref_of(const struct cgroup_plan *p, struct arena *a)
{
	struct cgroup_ref *ref = arena_alloc(a, sizeof(*ref));

	ref->driver = p->driver;
	ref->unit = p->unit;
	if (p->driver == CGROUP_NONE)
		return ref;
	ref->n = p->n;
	ref->v = arena_array(a, p->n, sizeof(*ref->v));
	for (size_t i = 0; i < p->n; i++) {
		const struct cgroup_group *g = &p->hierarchies[i];

		ref->v[i] = (struct cgroup_ref_group){
			.name = g->name,
			.controllers = g->controllers,
			.mount = g->mount,
			.path = g->path,
			.made = g->made,
			.unified = g->unified,
		};
	}
	ref->mode = mode_of(ref);
	return ref;
}

/* How many directories cgroup_create() will make: the cgroup and its missing parents. */
static unsigned count_missing(const struct cgroup_ref_group *g, struct arena *a)
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

struct cgroup_ref *cgroup_ref_ahead(const struct cgroup_plan *p, struct arena *a)
{
	struct cgroup_ref *ref = cgroup_ref_of(p, a);
	size_t n = 0;

	for (size_t i = 0; i < ref->n; i++) {
		if (sys_cgroup_exists(ref->v[i].mount, ref->v[i].path, NULL))
			continue;
		ref->v[n] = ref->v[i];
		ref->v[n].made = count_missing(&ref->v[n], a);
		n++;
	}
	ref->n = n;
	return ref;
}

void cgroup_record(struct oci_record *out, const struct cgroup_ref *ref, struct arena *a)
{
	static const enum oci_cgroup_driver drivers[] = {
		[CGROUP_FS] = OCI_CGROUP_DRIVER_FS,
		[CGROUP_SYSTEMD] = OCI_CGROUP_DRIVER_SYSTEMD,
		[CGROUP_NONE] = OCI_CGROUP_DRIVER_NONE,
	};
	struct oci_record_cgroup *c = arena_alloc(a, sizeof(*c));

	c->driver = drivers[ref->driver];
	c->path = ref->n > 0 ? ref->v[0].path : "";
	c->scope = ref->unit;
	c->hierarchies.n = ref->n;
	c->hierarchies.v = arena_array(a, ref->n, sizeof(*c->hierarchies.v));
	for (size_t i = 0; i < ref->n; i++) {
		const struct cgroup_ref_group *g = &ref->v[i];
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

bool cgroup_from_record(
	struct cgroup_ref *out, const struct oci_record *rec, struct arena *a, struct err *e)
{
	static const enum cgroup_driver drivers[] = {
		[OCI_CGROUP_DRIVER_FS] = CGROUP_FS,
		[OCI_CGROUP_DRIVER_SYSTEMD] = CGROUP_SYSTEMD,
		[OCI_CGROUP_DRIVER_NONE] = CGROUP_NONE,
	};
	const struct oci_record_cgroup *c = rec->cgroup;

	*out = (struct cgroup_ref){.driver = drivers[c->driver], .unit = c->scope};
	out->n = out->driver == CGROUP_NONE ? 0 : c->hierarchies.n;
	out->v = arena_array(a, out->n, sizeof(*out->v));
	for (size_t i = 0; i < out->n; i++) {
		const struct oci_record_hierarchy *h = &c->hierarchies.v[i];
		struct cgroup_ref_group *g = &out->v[i];

		if (!check_path(h->mount, "mount", e) || !check_path(h->path, "path", e))
			return false;
		g->name = h->name;
		g->unified = *h->controllers == '\0';
		g->controllers = g->unified ? NULL : h->controllers;
		g->mount = h->mount;
		g->path = h->path;
		g->made = h->made;
	}
	out->mode = mode_of(out);
	return true;
}

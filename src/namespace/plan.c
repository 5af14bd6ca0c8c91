/* SPDX-License-Identifier: Apache-2.0 */
/* Plans and prints namespaces. */
#include "brig/namespace/plan.h"

#include <sched.h>

#include "brig/base/str.h"

static const char section[] = "config-linux.md Namespaces";
static const char maps_section[] = "config-linux.md User namespace mappings";
static const char time_section[] = "config-linux.md Offset for Time Namespace";

/* The first namespace of this kind, NULL when there is none. Refuses every other one. */
static const struct oci_namespace *find_only(
	const struct oci_linux *l, const struct namespace_kind *kind, struct report *r)
{
	const struct oci_namespace *found = NULL;

	for (size_t i = 0; i < l->namespaces.n; i++) {
		if (namespace_kind_of(l->namespaces.v[i].type) != kind)
			continue;
		if (found)
			(void)refuse(r, report_path(r, "linux.namespaces[%zu]", i), section,
				"remove one of them", "a second %s namespace", kind->name);
		else
			found = &l->namespaces.v[i];
	}
	return found;
}

static void plan_kind(struct namespace_plan *out, const struct oci_linux *l,
	const struct namespace_kind *kind, struct report *r)
{
	const struct oci_namespace *ns = find_only(l, kind, r);

	if (!ns)
		return;
	if (!ns->path) {
		out->made |= kind->flag;
		return;
	}
	if (*ns->path != '/')
		(void)refuse(r, report_path(r, "linux.namespaces[%td].path", ns - l->namespaces.v),
			section, "begin it with a slash", "'%s' is not an absolute path", ns->path);
	out->joins[out->njoins++] = (struct namespace_join){kind, ns->path};
}

static void check_ranges(const struct oci_id_mapping_list *maps, const char *name, struct report *r)
{
	for (size_t i = 0; i < maps->n; i++) {
		const struct oci_id_mapping *m = &maps->v[i];
		uint64_t inside = (uint64_t)m->container_id + m->size;
		uint64_t outside = (uint64_t)m->host_id + m->size;

		if (m->size == 0)
			(void)refuse(r, report_path(r, "linux.%s[%zu].size", name, i), maps_section,
				NULL, "a range of no ids");
		if (inside > UINT32_MAX || outside > UINT32_MAX)
			(void)refuse(r, report_path(r, "linux.%s[%zu]", name, i), maps_section,
				NULL, "the range ends beyond 4294967294, the largest id");
		for (size_t j = 0; j < i; j++) {
			const struct oci_id_mapping *o = &maps->v[j];

			if (m->container_id < (uint64_t)o->container_id + o->size &&
				o->container_id < inside)
				(void)refuse(r, report_path(r, "linux.%s[%zu]", name, i),
					maps_section, NULL,
					"container ids overlap with those of %s[%zu]", name, j);
			if (m->host_id < (uint64_t)o->host_id + o->size && o->host_id < outside)
				(void)refuse(r, report_path(r, "linux.%s[%zu]", name, i),
					maps_section, NULL,
					"host ids overlap with those of %s[%zu]", name, j);
		}
	}
}

static void plan_maps(struct namespace_plan *out, const struct oci_linux *l, struct report *r)
{
	bool mapped = l->uid_mappings.n > 0 || l->gid_mappings.n > 0;

	out->uids = l->uid_mappings;
	out->gids = l->gid_mappings;
	check_ranges(&l->uid_mappings, "uidMappings", r);
	check_ranges(&l->gid_mappings, "gidMappings", r);
	if (out->made & CLONE_NEWUSER) {
		if (l->uid_mappings.n == 0)
			(void)refuse(r, "linux.uidMappings", maps_section,
				"map at least the container's id 0",
				"a new user namespace has no uid mappings");
		if (l->gid_mappings.n == 0)
			(void)refuse(r, "linux.gidMappings", maps_section,
				"map at least the container's id 0",
				"a new user namespace has no gid mappings");
	} else if (mapped && !namespace_has(out, CLONE_NEWUSER)) {
		(void)refuse(r, l->uid_mappings.n > 0 ? "linux.uidMappings" : "linux.gidMappings",
			maps_section, "add {\"type\": \"user\"} to linux.namespaces",
			"ids are mapped, but there is no user namespace");
	}
}

static void plan_offsets(struct namespace_plan *out, const struct oci_linux *l, struct report *r)
{
	out->offsets = l->time_offsets;
	if (l->time_offsets && !(out->made & CLONE_NEWTIME))
		(void)refuse(r, "linux.timeOffsets", time_section,
			"add {\"type\": \"time\"} to linux.namespaces",
			"clocks have offsets, but there is no new time namespace");
}

bool namespace_plan(struct namespace_plan *out, const struct oci_linux *l, const struct host *h,
	struct report *r)
{
	size_t before = r->refusals;

	*out = (struct namespace_plan){.rootless = h->rootless};
	if (!l)
		return true;
	for (size_t i = 0; i < namespace_kinds_n; i++)
		plan_kind(out, l, &namespace_kinds[i], r);
	plan_maps(out, l, r);
	plan_offsets(out, l, r);
	for (size_t i = 0; i < out->njoins; i++)
		out->joins_pid |= out->joins[i].kind->flag == CLONE_NEWPID;
	out->needs_intermediate = out->joins_pid || namespace_has(out, CLONE_NEWUSER) ||
				  namespace_has(out, CLONE_NEWTIME);
	if (h->rootless && h->uid != 0 && !namespace_has(out, CLONE_NEWUSER))
		(void)refuse(r, "linux.namespaces", section,
			"add a user namespace with id mappings, as brig spec --rootless writes it",
			"an ordinary user needs a user namespace");
	return r->refusals == before;
}

int namespace_separate(const struct namespace_plan *p)
{
	int flags = p->made;

	for (size_t i = 0; i < p->njoins; i++)
		flags |= p->joins[i].kind->flag;
	return flags & ~p->shared;
}

bool namespace_has(const struct namespace_plan *p, int flag)
{
	if (p->made & flag)
		return true;
	for (size_t i = 0; i < p->njoins; i++)
		if (p->joins[i].kind->flag == flag)
			return true;
	return false;
}

static void show_maps(const struct oci_id_mapping_list *maps, const char *name, struct printer *d)
{
	if (maps->n == 0)
		return;
	printer_list(d, name);
	for (size_t i = 0; i < maps->n; i++) {
		printer_object(d, NULL);
		printer_uint(d, "containerID", maps->v[i].container_id);
		printer_uint(d, "hostID", maps->v[i].host_id);
		printer_uint(d, "size", maps->v[i].size);
		printer_end(d);
	}
	printer_end(d);
}

static void show_offset(const struct oci_time_offset *o, const char *clock, struct printer *d)
{
	if (!o)
		return;
	printer_object(d, clock);
	if (o->secs)
		printer_int(d, "secs", *o->secs);
	if (o->nanosecs)
		printer_uint(d, "nanosecs", *o->nanosecs);
	printer_end(d);
}

void namespace_show(const struct namespace_plan *p, struct printer *d)
{
	printer_object(d, "namespaces");
	printer_list(d, "new");
	for (size_t i = 0; i < namespace_kinds_n; i++)
		if (p->made & namespace_kinds[i].flag)
			printer_str(d, NULL, namespace_kinds[i].name);
	printer_end(d);
	if (p->njoins > 0) {
		printer_object(d, "joined");
		for (size_t i = 0; i < p->njoins; i++)
			printer_str(d, p->joins[i].kind->name, p->joins[i].path);
		printer_end(d);
	}
	if (p->made & CLONE_NEWUSER) {
		show_maps(&p->uids, "uidMappings", d);
		show_maps(&p->gids, "gidMappings", d);
	}
	if (p->offsets) {
		printer_object(d, "timeOffsets");
		show_offset(p->offsets->monotonic, "monotonic", d);
		show_offset(p->offsets->boottime, "boottime", d);
		printer_end(d);
	}
	printer_end(d);
}

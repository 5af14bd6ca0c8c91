/* SPDX-License-Identifier: Apache-2.0 */
/* Plans the container's cgroups: their paths, the settings in write order, the device rules, the
 * owner. */
#include "brig/cgroup/plan.h"

#include <string.h>

#include "brig/cgroup/systemd-client.h"
#include "devices/program.h"
#include "devices/rules.h"
#include "oci.h"
#include "path.h"
#include "resources/settings.h"
#include "systemd/scope.h"

#define RESOURCES "linux.resources"

static const struct name driver_names[] = {
	{"cgroupfs", CGROUP_FS},
	{"disabled", CGROUP_NONE},
	{"systemd", CGROUP_SYSTEMD},
};
const struct names cgroup_driver_names = NAMES(driver_names);

bool cgroup_resource_is_per_disk(enum cgroup_resource resource)
{
	return resource >= CGROUP_BLOCK_IO_WEIGHT_DEVICE && resource <= CGROUP_BLOCK_IO_WRITE_IOPS;
}

bool cgroup_systemd_built(void)
{
	return systemd_is_built();
}

/* The hierarchies in which the runtime may create cgroups. A rootless user has at most a delegated
 * cgroup of cgroup v2. */
static void choose_hierarchies(struct cgroup_set *out, const struct cgroup_facts *f)
{
	struct cgroup_group *unified = cgroup_set_unified(f->layout);

	*out = *f->layout;
	if (f->driver == CGROUP_NONE)
		out->n = 0;
	else if (f->host->rootless)
		*out = (struct cgroup_set){
			.mode = f->layout->mode,
			.v = unified,
			.n = unified ? 1 : 0,
		};
}

static void plan_groups(struct cgroup_plan *p, const struct cgroup_set *own, struct arena *a)
{
	p->own = p->groups = *own;
	p->groups.mode = cgroup_set_mode(own);
	p->groups.v = arena_array(a, own->n, sizeof(*p->groups.v));
	for (size_t i = 0; i < own->n; i++) {
		p->groups.v[i] = own->v[i];
		if (p->path)
			p->groups.v[i].path = p->path;
	}
}

/* The cgroup in which relative and default paths start: /brig, the same for every caller. For a
 * rootless user it is a sibling of the runtime's own cgroup: that one has processes (the runtime),
 * so on cgroup2 it cannot enable controllers for children. */
static const char *base_of(
	const struct cgroup_set *l, const struct cgroup_facts *f, struct arena *a)
{
	if (!f->host->rootless || l->n == 0)
		return CGROUP_COMMON;
	return cgroup_path_join(cgroup_path_parent(l->v[0].path, a), CGROUP_COMMON, a);
}

static bool plan_v1_devices(
	struct settings *s, size_t group, const struct device_rules *rules, bool only_if_created)
{
	const struct setting_target target = {.resource = CGROUP_DEVICES, .group = group};
	struct device_lines lines;

	if (!device_lines(&lines, rules, s->r))
		return false;
	for (size_t i = 0; i < lines.n; i++)
		settings_add(s, &target, "devices",
			lines.v[i].allow ? "devices.allow" : "devices.deny", lines.v[i].text)
			->only_if_created = only_if_created;
	return true;
}

/* The first rule always denies all devices, also without a list in the config. A rootless runtime
 * needs no rules: in a user namespace device nodes cannot be created or opened, and the kernel does
 * not permit a user to attach a program. */
static bool plan_devices(struct cgroup_plan *p, struct settings *s, const struct cgroup_facts *f,
	const struct cgroup_set *layout)
{
	const struct oci_resources *res = s->resources;
	const struct cgroup_group *h = cgroup_set_find(layout, "devices");
	bool configured = res && res->devices.n > 0;
	struct device_rules rules;

	if (!device_rules(&rules, res, s->prefix, s->r))
		return false;
	if (f->host->rootless)
		return true;
	if (!h && configured && f->driver == CGROUP_NONE) {
		warn_about(s->r, RESOURCES ".devices", "config-linux.md Allowed Device list",
			"ignored: the container has no cgroup of its own");
		return true;
	}
	if (!h)
		return !configured || settings_refuse(s, "devices", s->absent_hint,
					      "no cgroup hierarchy has the controller 'devices'");
	p->rules = rules.v;
	p->n_rules = rules.n;
	if (!h->unified)
		return plan_v1_devices(s, (size_t)(h - layout->v), &rules, res == NULL);
	p->devices = device_program(&rules, s->arena);
	p->devices.only_if_created = res == NULL;
	return true;
}

static bool mounts_cgroup_writable(const struct oci_config *c)
{
	for (size_t i = 0; i < c->mounts.n; i++) {
		const struct oci_mount *m = &c->mounts.v[i];
		bool ro = false;

		if (!m->source || !str_eq(m->source, "cgroup") ||
			!str_eq(m->destination, "/sys/fs/cgroup"))
			continue;
		for (size_t j = 0; j < m->options.n; j++)
			ro = ro || str_eq(m->options.v[j], "ro");
		if (!ro)
			return true;
	}
	return false;
}

/* config-linux.md "Cgroup ownership": the host uid to which the cgroup is given; -1 leaves the
 * owner unchanged. */
static int64_t plan_owner(const struct oci_config *c, const struct cgroup_facts *f)
{
	const struct oci_linux *linux = c->linux;
	uint32_t uid = c->process && c->process->user ? c->process->user->uid : 0;
	bool new_namespace = false;

	for (size_t i = 0; linux && i < linux->namespaces.n; i++)
		if (linux->namespaces.v[i].type == OCI_NAMESPACE_TYPE_CGROUP &&
			!linux->namespaces.v[i].path)
			new_namespace = true;
	if (f->layout->mode != CGROUP_V2 || !new_namespace || f->host->uid != 0 ||
		!mounts_cgroup_writable(c))
		return -1;
	for (size_t i = 0; i < linux->uid_mappings.n; i++) {
		const struct oci_id_mapping *m = &linux->uid_mappings.v[i];

		if (uid >= m->container_id && uid - m->container_id < m->size)
			return (int64_t)m->host_id + (uid - m->container_id);
	}
	return linux->uid_mappings.n > 0 || uid == 0 ? -1 : (int64_t)uid;
}

static const char *absent_hint(const struct cgroup_facts *f)
{
	if (f->driver == CGROUP_NONE)
		return "limits cannot be set with --cgroup-manager=disabled";
	if (f->host->rootless)
		return "a user can set only limits of controllers that are delegated in cgroup v2";
	return "mount a hierarchy with this controller, or leave the limit out";
}

static bool plan_limits(struct cgroup_plan *p, const struct oci_linux *linux,
	const struct cgroup_facts *f, const struct cgroup_set *layout, struct report *r)
{
	struct settings s = {
		.r = r,
		.arena = r->arena,
		.prefix = RESOURCES,
		.resources = linux->resources,
		.groups = layout,
		.absent_hint = absent_hint(f),
	};
	bool devices = plan_devices(p, &s, f, layout), walked = settings_convert(&s);

	p->settings = s.v;
	p->n_settings = s.n;
	p->enable = settings_controllers(&s, r->arena);
	return devices && walked;
}

bool cgroup_plan(struct cgroup_plan *out, const struct oci_config *config,
	const struct cgroup_facts *facts, struct report *r)
{
	static const struct oci_linux no_linux;
	const struct oci_linux *linux = config->linux ? config->linux : &no_linux;
	struct cgroup_set layout;
	bool ok;

	*out = (struct cgroup_plan){
		.driver = facts->driver, .mode = facts->layout->mode, .enable = "", .owner = -1};
	if (facts->driver == CGROUP_SYSTEMD && !systemd_is_built())
		return refuse(r, "", NULL, "use --cgroup-manager=cgroupfs",
			"this brig was built without the systemd driver");
	choose_hierarchies(&layout, facts);
	if (facts->driver == CGROUP_SYSTEMD && layout.n > 0) {
		if (!scope_plan(out, linux->cgroups_path, facts, r))
			return false;
		plan_groups(out, &layout, r->arena);
	} else if (facts->driver == CGROUP_FS && layout.n > 0) {
		out->path = cgroup_path_plan(
			linux->cgroups_path, facts->id, base_of(&layout, facts, r->arena), r);
		if (!out->path)
			return false;
		plan_groups(out, &layout, r->arena);
		out->clone_into_cgroup = cgroup_set_unified(&layout) != NULL;
	} else {
		out->driver = CGROUP_NONE;
		plan_groups(out, facts->layout, r->arena);
	}
	ok = plan_limits(out, linux, facts, &layout, r);
	out->rootless = facts->host->rootless;
	out->optional = out->driver == CGROUP_FS && out->rootless && out->n_settings == 0 &&
			!linux->cgroups_path;
	if (out->driver != CGROUP_NONE)
		out->owner = plan_owner(config, facts);
	if (out->driver == CGROUP_SYSTEMD &&
		!scope_properties(out, facts->id, &config->annotations, r))
		ok = false;
	return ok;
}

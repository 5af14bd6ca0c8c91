/* SPDX-License-Identifier: Apache-2.0 */
/* New limits for a group that exists: all of them, or the old ones. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "brig/sys/cgroupfs.h"
#include "driver.h"
#include "fs/create.h"
#include "fs/procfs-parse.h"
#include "oci.h"
#include "record.h"
#include "resources/settings.h"

/* The groups as hierarchies, for the table; cgroup2 with all controllers of its root. */
static struct cgroup_hierarchy *hierarchies_of(const struct cgroup_ref *ref, struct arena *a)
{
	struct cgroup_hierarchy *v = arena_array(a, ref->n, sizeof(*v));
	struct err ignored;

	for (size_t i = 0; i < ref->n; i++) {
		const struct cgroup_ref_group *g = &ref->v[i];
		const char *text = NULL;

		v[i] = (struct cgroup_hierarchy){
			.unified = g->unified,
			.controllers = g->controllers,
			.mount = g->mount,
			.name = g->name,
			.root = "/",
			.own = "/",
		};
		if (!g->unified)
			continue;
		text = sys_cgroup_read_all(a, g->mount, "/", "cgroup.controllers", &ignored);
		v[i].controllers = text ? cgroup_join_words(text, a) : "";
	}
	return v;
}

static void read_now(struct limits_now *now, const struct cgroup_ref *ref, struct arena *a)
{
	const struct cgroup_ref_group *g = record_unified(ref);
	struct err ignored;
	const char *max;

	*now = (struct limits_now){.memory_max = -1};
	if (!g)
		return;
	max = sys_cgroup_read_all(a, g->mount, g->path, "memory.max", &ignored);
	if (max && !str_starts(max, "max"))
		now->memory_max = strtoll(max, NULL, 10);
	now->cpu_max = sys_cgroup_read_all(a, g->mount, g->path, "cpu.max", &ignored);
}

static bool check_devices(const struct oci_resources *resources, struct report *r)
{
	for (size_t i = 0; i < resources->devices.n; i++)
		if (resources->devices.v[i].allow || resources->devices.v[i].type) {
			warn_about(r, "resources.devices", "config-linux.md Allowed Device list",
				"not changed by an update, ignoring");
			break;
		}
	return true;
}

bool cgroup_update_plan(struct cgroup_update *out, const struct oci_resources *resources,
	const struct cgroup_ref *ref, struct report *r)
{
	struct limits_now now;
	struct limits l = {
		.r = r,
		.arena = r->arena,
		.prefix = "resources",
		.resources = resources,
		.hierarchies = hierarchies_of(ref, r->arena),
		.n_hierarchies = ref->n,
		.absent = "it is not mounted, or was not when the container was created",
		.now = &now,
	};
	const struct oci_memory *m = resources->memory;
	bool ok;

	read_now(&now, ref, r->arena);
	*out = (struct cgroup_update){.ref = ref, .memory_check = -1};
	ok = check_devices(resources, r) && settings_walk(&l);
	out->settings = l.v;
	out->n_settings = l.n;
	if (m && m->limit && *m->limit >= 0 && m->check_before_update && *m->check_before_update)
		out->memory_check = *m->limit;
	out->enable = settings_controllers(&l, r->arena);
	return ok;
}

static bool check_memory(const struct cgroup_update *u, struct err *e)
{
	const struct cgroup_ref_group *g = record_v1(u->ref, "memory");
	char text[64];
	int64_t used;

	g = g ? g : record_unified(u->ref);
	if (u->memory_check < 0 || !g)
		return true;
	if (!sys_cgroup_read(g->mount, g->path,
		    g->unified ? "memory.current" : "memory.usage_in_bytes", text, sizeof(text), e))
		return walk_is_gone(e);
	used = strtoll(text, NULL, 10);
	return used <= u->memory_check ||
	       fail(e,
		       "resources.memory.limit: %" PRId64 " is below the %" PRId64
		       " bytes in use (checkBeforeUpdate)",
		       u->memory_check, used);
}

static bool enable(const struct cgroup_update *u, struct err *e)
{
	const struct cgroup_ref_group *g = record_unified(u->ref);

	return !g || !*u->enable ||
	       fs_enable(&(struct cgroup_group){.mount = g->mount,
				 .path = g->path,
				 .enable = u->enable,
				 .unified = true},
		       e);
}

/* What stood in the file: one value, or a line for each device. */
struct before {
	char *text; /* NULL when the file could not be read, and so not have been written */
	bool written;
};

/* The line of a keyed file that stands for no limit: for a device that had no line. */
static const char *reset_of(const struct cgroup_setting *s, const char *before, struct arena *a)
{
	size_t key = strcspn(s->value, " ");

	if (!strchr(s->value, ':') || s->value[key] == '\0' || strstr(before, s->value))
		return NULL;
	if (str_eq(s->file, "io.max"))
		return arena_printf(
			a, "%.*s rbps=max wbps=max riops=max wiops=max", (int)key, s->value);
	if (str_starts(s->file, "blkio.throttle."))
		return arena_printf(a, "%.*s 0", (int)key, s->value);
	return NULL;
}

static void write_back(const struct cgroup_update *u, const struct cgroup_setting *s, char *before,
	struct arena *a)
{
	const struct cgroup_ref_group *g = &u->ref->v[s->group];
	const char *reset = reset_of(s, before, a);
	char *save = NULL;
	struct err ignored;

	/* Best effort: what was accepted before is accepted again. */
	if (reset && !sys_cgroup_write(g->mount, g->path, s->file, reset, &ignored))
		return;
	for (char *line = strtok_r(before, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (!sys_cgroup_write(g->mount, g->path, s->file, line, &ignored))
			return;
}

/* In reverse, and twice: limits that bound each other (memory and memory+swap, quota and burst) go
 * back in one of the two orders. */
static void restore(const struct cgroup_update *u, const struct before *v, struct arena *a)
{
	for (int round = 0; round < 2; round++)
		for (size_t i = u->n_settings; i > 0; i--)
			if (v[i - 1].written && v[i - 1].text)
				write_back(
					u, &u->settings[i - 1], arena_strdup(a, v[i - 1].text), a);
}

static bool write_one(const struct cgroup_update *u, size_t i, struct before *v, struct err *e)
{
	const struct cgroup_ref_group *g = &u->ref->v[u->settings[i].group];

	v[i].written = resource_write(&u->settings[i], g->mount, g->path, e);
	return v[i].written;
}

/* A limit that another one stands in the way of (a memory limit above the old memory+swap limit)
 * is tried again when the others are written. */
static bool write_all(const struct cgroup_update *u, struct before *v, struct err *e)
{
	size_t waiting = 0;

	for (size_t i = 0; i < u->n_settings; i++) {
		if (write_one(u, i, v, e))
			continue;
		if (e->code != EINVAL && e->code != EBUSY)
			return false;
		waiting++;
	}
	for (size_t i = 0; waiting > 0 && i < u->n_settings; i++)
		if (!v[i].written && !write_one(u, i, v, e))
			return false;
	return true;
}

bool cgroup_update_apply(const struct cgroup_update *u, struct err *e)
{
	autoarena struct arena a = {0};
	struct before *v = arena_array(&a, u->n_settings, sizeof(*v));
	struct err ignored;

	if (!check_memory(u, e) || !enable(u, e))
		return false;
	for (size_t i = 0; i < u->n_settings; i++) {
		const struct cgroup_setting *s = &u->settings[i];
		const struct cgroup_ref_group *g = &u->ref->v[s->group];

		v[i].text = sys_cgroup_read_all(&a, g->mount, g->path, s->file, &ignored);
	}
	if (write_all(u, v, e) && cgroup_driver_ops(u->ref->driver)->updated(u, e))
		return true;
	restore(u, v, &a);
	return fail_in(e, "the old limits stand");
}

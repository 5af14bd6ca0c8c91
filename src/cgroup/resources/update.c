/* SPDX-License-Identifier: Apache-2.0 */
/* `brig update`: writes new limits to an existing cgroup, either all of them or none. */
#include "brig/cgroup/update.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "brig/sys/cgroupfs.h"
#include "driver.h"
#include "fs/procfs-parse.h"
#include "fs/subtree-control.h"
#include "fs/walk.h"
#include "oci.h"
#include "resources/settings.h"
#include "resources/write.h"

/* The cgroups of the container; that of cgroup2 with all controllers of the root cgroup, which can
 * be enabled. */
static struct cgroup_set available_groups(const struct cgroup_ref *ref, struct arena *a)
{
	struct cgroup_set set = ref->groups;
	struct err ignored;

	set.v = arena_array(a, set.n, sizeof(*set.v));
	for (size_t i = 0; i < set.n; i++) {
		struct cgroup_group *g = &set.v[i];
		const char *text;

		*g = ref->groups.v[i];
		if (!g->unified)
			continue;
		text = sys_cgroup_read_all(a, g->mount, "/", "cgroup.controllers", &ignored);
		g->controllers = text ? cgroup_join_words(text, a) : "";
	}
	return set;
}

static void read_current(struct current_limits *out, const struct cgroup_ref *ref, struct arena *a)
{
	const struct cgroup_group *g = cgroup_set_unified(&ref->groups);
	struct err ignored;
	const char *max;

	*out = (struct current_limits){.memory_max = -1};
	if (!g)
		return;
	max = sys_cgroup_read_all(a, g->mount, g->path, "memory.max", &ignored);
	if (max && !str_starts(max, "max"))
		out->memory_max = strtoll(max, NULL, 10);
	out->cpu_max = sys_cgroup_read_all(a, g->mount, g->path, "cpu.max", &ignored);
}

static bool warn_of_devices(const struct oci_resources *resources, struct report *r)
{
	for (size_t i = 0; i < resources->devices.n; i++)
		if (resources->devices.v[i].allow || resources->devices.v[i].type) {
			warn_about(r, "resources.devices", "config-linux.md Allowed Device list",
				"ignored: an update does not change device rules");
			break;
		}
	return true;
}

bool cgroup_update_plan(struct cgroup_update *out, const struct oci_resources *resources,
	const struct cgroup_ref *ref, struct report *r)
{
	const struct cgroup_set groups = available_groups(ref, r->arena);
	struct current_limits current;
	struct settings s = {
		.r = r,
		.arena = r->arena,
		.prefix = "resources",
		.resources = resources,
		.groups = &groups,
		.absent_hint =
			"the hierarchy is not mounted, or was not when the container was created",
		.current = &current,
	};
	const struct oci_memory *m = resources->memory;
	bool ok;

	read_current(&current, ref, r->arena);
	*out = (struct cgroup_update){.ref = ref, .memory_check = -1};
	ok = warn_of_devices(resources, r) && settings_convert(&s);
	out->settings = s.v;
	out->n_settings = s.n;
	if (m && m->limit && *m->limit >= 0 && m->check_before_update && *m->check_before_update)
		out->memory_check = *m->limit;
	out->enable = settings_controllers(&s, r->arena);
	return ok;
}

static bool check_memory(const struct cgroup_update *u, struct err *e)
{
	const struct cgroup_group *g = cgroup_set_home(&u->ref->groups, "memory");
	char text[64];
	int64_t used;

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
	const struct cgroup_group *unified = cgroup_set_unified(&u->ref->groups);
	struct cgroup_group existing;

	if (!unified || !*u->enable)
		return true;
	existing = *unified;
	existing.made = 0;
	return fs_enable(&existing, u->enable, e);
}

/* The content of a file before the update: one value, or a line for each device. */
struct old_value {
	char *text; /* NULL if the file could not be read */
	bool written;
};

/* The value that removes the limit of a device that had no line before; NULL if the old lines
 * restore all. */
static const char *reset_value(
	const struct cgroup_setting *s, const char *old_value, struct arena *a)
{
	size_t key = strcspn(s->value, " ");

	if (!strchr(s->value, ':') || s->value[key] == '\0' || strstr(old_value, s->value))
		return NULL;
	if (str_eq(s->file, "io.max"))
		return arena_printf(
			a, "%.*s rbps=max wbps=max riops=max wiops=max", (int)key, s->value);
	if (str_starts(s->file, "blkio.throttle."))
		return arena_printf(a, "%.*s 0", (int)key, s->value);
	return NULL;
}

static void write_back(const struct cgroup_update *u, const struct cgroup_setting *s,
	char *old_value, struct arena *a)
{
	const struct cgroup_group *g = &u->ref->groups.v[s->group];
	const char *reset = reset_value(s, old_value, a);
	char *save = NULL;
	struct err ignored;

	/* An error is ignored: the kernel accepted this value before. */
	if (reset && !sys_cgroup_write(g->mount, g->path, s->file, reset, &ignored))
		return;
	for (char *line = strtok_r(old_value, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save))
		if (!sys_cgroup_write(g->mount, g->path, s->file, line, &ignored))
			return;
}

/* Restores the old values in reverse order, and twice: for limits that bound each other (memory and
 * memory+swap, quota and burst) one of the two passes succeeds. */
static void restore(const struct cgroup_update *u, const struct old_value *v, struct arena *a)
{
	for (int round = 0; round < 2; round++)
		for (size_t i = u->n_settings; i > 0; i--)
			if (v[i - 1].written && v[i - 1].text)
				write_back(
					u, &u->settings[i - 1], arena_strdup(a, v[i - 1].text), a);
}

static bool write_one(const struct cgroup_update *u, size_t i, struct old_value *v, struct err *e)
{
	const struct cgroup_group *g = &u->ref->groups.v[u->settings[i].group];

	v[i].written = resource_write(&u->settings[i], g->mount, g->path, e);
	return v[i].written;
}

/* Writes all settings. A setting that the old value of another one blocks (a memory limit above the
 * old memory+swap limit) is written again after the others. */
static bool write_all(const struct cgroup_update *u, struct old_value *v, struct err *e)
{
	size_t blocked = 0;

	for (size_t i = 0; i < u->n_settings; i++) {
		if (write_one(u, i, v, e))
			continue;
		if (e->code != EINVAL && e->code != EBUSY)
			return false;
		blocked++;
	}
	for (size_t i = 0; blocked > 0 && i < u->n_settings; i++)
		if (!v[i].written && !write_one(u, i, v, e))
			return false;
	return true;
}

bool cgroup_update_apply(const struct cgroup_update *u, struct err *e)
{
	autoarena struct arena a = {0};
	struct old_value *v = arena_array(&a, u->n_settings, sizeof(*v));
	const struct cgroup_driver_ops *ops = cgroup_driver_ops(u->ref->driver);
	struct err ignored;

	if (!check_memory(u, e) || !enable(u, e))
		return false;
	for (size_t i = 0; i < u->n_settings; i++) {
		const struct cgroup_setting *s = &u->settings[i];
		const struct cgroup_group *g = &u->ref->groups.v[s->group];

		v[i].text = sys_cgroup_read_all(&a, g->mount, g->path, s->file, &ignored);
	}
	if (write_all(u, v, e) && (!ops->updated || ops->updated(u, e)))
		return true;
	restore(u, v, &a);
	return fail_in(e, "the limits are unchanged");
}

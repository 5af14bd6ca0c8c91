/* SPDX-License-Identifier: Apache-2.0 */
/* The systemd driver: the container's processes are in a transient scope. systemd creates the
 * cgroup of cgroup2 (on hosts with v1: the one in its own hierarchy name=systemd); brig creates
 * those of the other hierarchies, as the cgroupfs driver does. */
#include "driver.h"
#include "brig/sys/clock.h"
#include "brig/sys/procfs.h"

#include <stdio.h>
#include <string.h>

#include "brig/base/log.h"
#include "brig/cgroup/pids.h"
#include "brig/cgroup/systemd-client.h"
#include "brig/cgroup/update.h"
#include "brig/sys/cgroupfs.h"
#include "fs/create.h"
#include "fs/destroy.h"
#include "fs/procfs-parse.h"
#include "fs/subtree-control.h"
#include "path.h"
#include "resources/write.h"
#include "systemd/property.h"
#include "systemd/scope.h"

enum { START_MS = 20000, STOP_MS = 10000 };

static bool is_made_by_systemd(const struct cgroup_group *g)
{
	return g->unified || cgroup_has_controller(g->controllers, "name=systemd");
}

static void remove_made(struct cgroup_plan *p)
{
	for (size_t i = p->groups.n; i > 0; i--)
		if (!is_made_by_systemd(&p->groups.v[i - 1]))
			fs_unmake(&p->groups.v[i - 1]);
}

/* An active scope with this name belongs to another container. A scope whose processes have ended
 * is removed by systemd in a moment. */
static bool check_absent(const struct cgroup_group *g, const char *unit, struct err *e)
{
	enum { TRIES = 100, PAUSE_US = 20000 };

	for (int i = 0; i < TRIES; i++) {
		if (!sys_cgroup_exists(g->mount, g->path, NULL))
			return true;
		sys_sleep_us(PAUSE_US);
	}
	return fail_code(
		e, EEXIST, "systemd already has a unit %s (%s%s)", unit, g->mount, g->path);
}

/* A cgroup that systemd makes counts as made by brig: it is removed with the container. */
static bool systemd_create(struct cgroup_plan *p, enum cgroup_part part, struct err *e)
{
	(void)part;
	for (size_t i = 0; i < p->groups.n; i++)
		p->groups.v[i].made = 0;
	for (size_t i = 0; i < p->groups.n; i++) {
		struct cgroup_group *g = &p->groups.v[i];

		if (is_made_by_systemd(g) ? check_absent(g, p->unit, e) : fs_make(g, e))
			continue;
		remove_made(p);
		return fail_in(e, "cgroup");
	}
	for (size_t i = 0; i < p->groups.n; i++)
		if (is_made_by_systemd(&p->groups.v[i]))
			p->groups.v[i].made = 1;
	return true;
}

/* Checks that systemd has moved the process to the cgroup that the plan names. */
static bool check_process_cgroup(const struct cgroup_plan *p, pid_t pid, struct err *e)
{
	autoarena struct arena a = {0};
	char *text = sys_procfs_read(&a, pid, "cgroup", e);
	struct cgroup_lines lines;

	if (!text || !cgroup_lines_parse(&lines, text, &a, e))
		return false;
	for (size_t i = 0; i < p->groups.n; i++) {
		const struct cgroup_group *g = &p->groups.v[i];

		for (size_t j = 0; is_made_by_systemd(g) && j < lines.n; j++) {
			const struct cgroup_line *l = &lines.v[j];
			const char *planned = cgroup_path_join(g->root, g->path, &a);

			if (l->unified == g->unified && !str_eq(l->path, planned) &&
				(l->unified || str_eq(l->controllers, g->controllers)))
				return fail(e, "systemd has put %s into cgroup %s, not into %s",
					p->unit, l->path, planned);
		}
	}
	return true;
}

/* Moves the process into a v1 cgroup that brig made, and makes the cgroup again if systemd has
 * removed it: systemd removes empty v1 cgroups when it creates a slice of the same name. */
static bool move_to_group(const struct cgroup_group *g, const char *pid, struct err *e)
{
	enum { TRIES = 5 };
	struct cgroup_group copy = *g;

	for (int i = 0; !sys_cgroup_write(g->mount, g->path, "cgroup.procs", pid, e); i++)
		if (e->code != ENOENT || i == TRIES || !fs_make(&copy, e))
			return fail_in(e, "move process %s into its cgroup", pid);
	return true;
}

/* The hierarchies of a host with v1 that systemd does not manage. */
static bool move_to_v1_groups(const struct cgroup_plan *p, pid_t pid, struct err *e)
{
	char text[32];

	snprintf(text, sizeof(text), "%d", pid);
	for (size_t i = 0; i < p->groups.n; i++)
		if (!is_made_by_systemd(&p->groups.v[i]) &&
			!move_to_group(&p->groups.v[i], text, e))
			return false;
	return true;
}

static bool prepare_unified(const struct cgroup_plan *p, struct err *e)
{
	for (size_t i = 0; i < p->groups.n; i++)
		if (p->groups.v[i].unified && !(fs_enable(&p->groups.v[i], p->enable, e) &&
						      fs_give(&p->groups.v[i], p->owner, e)))
			return fail_in(e, "cgroup");
	return true;
}

static bool systemd_attach(const struct cgroup_plan *p, pid_t pid, bool cloned_into, struct err *e)
{
	const struct systemd_unit unit = {p->unit, scope_is_user(p->path), START_MS};

	(void)cloned_into;
	return systemd_start_scope(&unit, p->properties, p->n_properties, pid, e) &&
	       check_process_cgroup(p, pid, e) && move_to_v1_groups(p, pid, e) &&
	       prepare_unified(p, e) && resources_write(p, false, e) && resources_write(p, true, e);
}

/* The cgroup that systemd made for the container; NULL if it existed before. */
static const struct cgroup_group *scope_group(const struct cgroup_ref *ref)
{
	for (size_t i = 0; ref->unit && i < ref->groups.n; i++) {
		const struct cgroup_group *g = &ref->groups.v[i];

		if (g->made > 0 &&
			(g->unified || cgroup_has_controller(g->controllers, "name=systemd")))
			return g;
	}
	return NULL;
}

/* An error of the bus is only a warning if the cgroup is gone: systemd forgets an empty scope by
 * itself. */
static bool systemd_destroy(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	const struct cgroup_group *scope = scope_group(ref);
	struct systemd_unit unit = {ref->unit, false, timeout_ms < STOP_MS ? STOP_MS : timeout_ms};
	struct err stop_error;

	if (!cgroup_wait_empty(ref, timeout_ms, e))
		return false;
	if (scope) {
		unit.user = scope_is_user(scope->path);
		if (!systemd_stop_scope(&unit, &stop_error) &&
			sys_cgroup_exists(scope->mount, scope->path, NULL))
			log_warn("%s, ignoring", stop_error.text);
	}
	return fs_destroy(ref, timeout_ms, e);
}

/* The values that are reported to systemd, and the files that they were read from. */
struct reported {
	struct property_list list;
	struct reported_value {
		const struct cgroup_group *group;
		const char *file, *text;
	} * v;
	size_t n, cap;
};

static char *read_line(struct arena *a, const struct cgroup_group *g, const char *file)
{
	struct err ignored;
	char *text = sys_cgroup_read_all(a, g->mount, g->path, file, &ignored);

	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

/* Reads the value back from the file, and reports it to systemd: systemd will write this value
 * again. A quota alone, for example, would be no complete value. */
static void report_value(struct reported *t, const struct cgroup_group *g, const char *file)
{
	const char *current = read_line(t->list.arena, g, file);

	if (!current || !property_add_value(&t->list, g->unified, file, current))
		return;
	t->v = arena_grow(t->list.arena, t->v, &t->n, &t->cap, sizeof(*t->v));
	t->v[t->n - 1] = (struct reported_value){g, file, current};
}

/* Reports a v1 setting. The period and the quota are two files of v1 and one property of systemd.
 */
static void report_v1_setting(
	struct reported *t, const struct cgroup_group *g, const struct cgroup_setting *s)
{
	if (str_starts(s->file, "cpu.cfs_")) {
		report_value(t, g, "cpu.cfs_period_us");
		report_value(t, g, "cpu.cfs_quota_us");
		return;
	}
	report_value(t, g, s->file);
	if (s->other_file)
		report_value(t, g, s->other_file);
}

/* Writes the v1 values again that systemd has changed: systemd has no property for a period without
 * a quota, and takes fewer weights than the kernel. */
static bool write_v1_again(const struct reported *t, struct err *e)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct reported_value *v = &t->v[i];
		const char *current = read_line(t->list.arena, v->group, v->file);

		if (!v->group->unified && (!current || !str_eq(current, v->text)) &&
			!sys_cgroup_write(v->group->mount, v->group->path, v->file, v->text, e))
			return false;
	}
	return true;
}

static bool systemd_updated(const struct cgroup_update *u, struct err *e)
{
	const struct cgroup_group *scope = scope_group(u->ref);
	bool v1 = cgroup_set_v1(&u->ref->groups, "name=systemd") != NULL;
	autoarena struct arena a = {0};
	struct reported t = {.list = {.arena = &a}};
	struct systemd_unit unit = {u->ref->unit, false, START_MS};

	for (size_t i = 0; scope && i < u->n_settings; i++) {
		const struct cgroup_setting *s = &u->settings[i];
		const struct cgroup_group *g = &u->ref->groups.v[s->group];

		if (g->unified)
			report_value(&t, g, s->file);
		else if (v1)
			report_v1_setting(&t, g, s);
	}
	if (t.list.n == 0)
		return true;
	unit.user = scope_is_user(scope->path);
	return systemd_set_properties(&unit, t.list.v, t.list.n, e) && write_v1_again(&t, e);
}

/* limit is NULL: the cgroup does not exist before attach. */
const struct cgroup_driver_ops cgroup_systemd_ops = {
	.create = systemd_create,
	.attach = systemd_attach,
	.destroy = systemd_destroy,
	.updated = systemd_updated,
};

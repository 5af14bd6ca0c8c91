/* SPDX-License-Identifier: Apache-2.0 */
/* The systemd driver: the container's processes live in a transient scope. systemd makes the group
 * of cgroup v2 (on hosts with v1: of its own hierarchy); other hierarchies are ours, as with files.
 */
#include <stdio.h>
#include <string.h>

#include "brig/base/log.h"
#include "brig/cgroup/systemd-unit.h"
#include "brig/sys/cgroupfs.h"
#include "brig/sys/clock.h"
#include "brig/sys/procfs.h"
#include "driver.h"
#include "fs/create.h"
#include "fs/procfs-parse.h"
#include "record.h"
#include "systemd/scope.h"

enum { START_MS = 20000, STOP_MS = 10000 };

static bool is_systemds(const struct cgroup_group *g)
{
	return g->unified || cgroup_has_controller(g->controllers, "name=systemd");
}

static void undo(struct cgroup_plan *p)
{
	for (size_t i = p->n; i > 0; i--)
		if (!is_systemds(&p->hierarchies[i - 1]))
			fs_unmake(&p->hierarchies[i - 1]);
}

/* A scope of this name that lives is somebody else's. One that is dead goes in a moment. */
static bool check_absent(const struct cgroup_group *g, const char *unit, struct err *e)
{
	enum { TRIES = 100, PAUSE_US = 20000 };

	for (int i = 0; i < TRIES; i++) {
		if (!sys_cgroup_exists(g->mount, g->path, NULL))
			return true;
		sys_sleep_us(PAUSE_US);
	}
	return fail_code(e, EEXIST, "systemd has a unit %s (%s%s)", unit, g->mount, g->path);
}

/* What systemd makes counts as made by us: it goes with the container. */
static bool systemd_create(struct cgroup_plan *p, enum cgroup_part part, struct err *e)
{
	(void)part;
	for (size_t i = 0; i < p->n; i++)
		p->hierarchies[i].made = 0;
	for (size_t i = 0; i < p->n; i++) {
		struct cgroup_group *g = &p->hierarchies[i];

		if (is_systemds(g) ? check_absent(g, p->unit, e) : fs_make(g, e))
			continue;
		undo(p);
		return fail_in(e, "cgroup");
	}
	for (size_t i = 0; i < p->n; i++)
		if (is_systemds(&p->hierarchies[i]))
			p->hierarchies[i].made = 1;
	return true;
}

static bool systemd_limit(const struct cgroup_plan *p, struct err *e)
{
	(void)p;
	(void)e;
	return true; /* there is no group before there is a process */
}

/* Where systemd has put the process is where the plan said it would. */
static bool check_place(const struct cgroup_plan *p, pid_t pid, struct err *e)
{
	autoarena struct arena a = {0};
	char *text = sys_procfs_read(&a, pid, "cgroup", e);
	struct cgroup_lines lines;

	if (!text || !cgroup_lines_parse(&lines, text, &a, e))
		return false;
	for (size_t i = 0; i < p->n; i++) {
		const struct cgroup_group *g = &p->hierarchies[i];

		for (size_t j = 0; is_systemds(g) && j < lines.n; j++) {
			const struct cgroup_line *l = &lines.v[j];

			if (l->unified == g->unified && !str_eq(l->path, g->full) &&
				(l->unified || str_eq(l->controllers, g->controllers)))
				return fail(e, "systemd has put %s at %s rather than %s", p->unit,
					l->path, g->full);
		}
	}
	return true;
}

/* systemd takes empty groups of v1 away when it makes a slice of that name, as it may just have. */
static bool enter_group(const struct cgroup_group *g, const char *pid, struct err *e)
{
	enum { TRIES = 5 };
	struct cgroup_group again = *g;

	for (int i = 0; !sys_cgroup_write(g->mount, g->path, "cgroup.procs", pid, e); i++)
		if (e->code != ENOENT || i == TRIES || !fs_make(&again, e))
			return fail_in(e, "move process %s into its cgroup", pid);
	return true;
}

/* The other hierarchies of a host with v1. */
static bool enter(const struct cgroup_plan *p, pid_t pid, struct err *e)
{
	char text[32];

	snprintf(text, sizeof(text), "%d", pid);
	for (size_t i = 0; i < p->n; i++)
		if (!is_systemds(&p->hierarchies[i]) && !enter_group(&p->hierarchies[i], text, e))
			return false;
	return true;
}

static bool prepare(const struct cgroup_plan *p, struct err *e)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->hierarchies[i].unified && !(fs_enable(&p->hierarchies[i], e) &&
							 fs_give(&p->hierarchies[i], p->owner, e)))
			return fail_in(e, "cgroup");
	return true;
}

static bool systemd_attach(const struct cgroup_plan *p, pid_t pid, bool born, struct err *e)
{
	const struct systemd_unit unit = {p->unit, unit_is_user(p->path), START_MS};

	(void)born;
	return systemd_start_scope(&unit, p->properties, p->n_properties, pid, e) &&
	       check_place(p, pid, e) && enter(p, pid, e) && prepare(p, e) &&
	       resources_write(p, false, e) && resources_write(p, true, e);
}

/* A group that systemd made for us. One that was there before us is none of ours. */
static const struct cgroup_ref_group *scope_of(const struct cgroup_ref *ref)
{
	for (size_t i = 0; ref->unit && i < ref->n; i++) {
		const struct cgroup_ref_group *g = &ref->v[i];

		if (g->made > 0 &&
			(g->unified || cgroup_has_controller(g->controllers, "name=systemd")))
			return g;
	}
	return NULL;
}

/* A bus that does not answer leaves at most the name of an empty scope, which systemd forgets by
 * itself; what counts is that the group is gone. */
static bool systemd_destroy(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	const struct cgroup_ref_group *scope = scope_of(ref);
	struct systemd_unit unit = {ref->unit, false, timeout_ms < STOP_MS ? STOP_MS : timeout_ms};
	struct err said;

	if (!cgroup_wait_empty(ref, timeout_ms, e))
		return false;
	if (scope) {
		unit.user = unit_is_user(scope->path);
		if (!systemd_stop_scope(&unit, &said) &&
			sys_cgroup_exists(scope->mount, scope->path, NULL))
			log_warn("%s, ignoring", said.text);
	}
	return fs_destroy(ref, timeout_ms, e);
}

/* Values of files, which systemd is told of. */
struct told {
	struct property_list list;
	struct value {
		const struct cgroup_ref_group *group;
		const char *file, *text;
	} * v;
	size_t n, cap;
};

static char *line_of(struct arena *a, const struct cgroup_ref_group *g, const char *file)
{
	struct err ignored;
	char *text = sys_cgroup_read_all(a, g->mount, g->path, file, &ignored);

	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

/* What the file holds now is what systemd would write next: a quota without its period, for one, is
 * no value for it. */
static void tell(struct told *t, const struct cgroup_ref_group *g, const char *file)
{
	const char *now = line_of(t->list.arena, g, file);

	if (!now || !unit_limit(&t->list, g->unified, file, now))
		return;
	t->v = arena_grow(t->list.arena, t->v, &t->n, &t->cap, sizeof(*t->v));
	t->v[t->n - 1] = (struct value){g, file, now};
}

/* What v1 has in two files is one value for systemd. */
static void tell_v1(
	struct told *t, const struct cgroup_ref_group *g, const struct cgroup_setting *s)
{
	if (str_starts(s->file, "cpu.cfs_")) {
		tell(t, g, "cpu.cfs_period_us");
		tell(t, g, "cpu.cfs_quota_us");
		return;
	}
	tell(t, g, s->file);
	if (s->other_file)
		tell(t, g, s->other_file);
}

/* systemd has no period beside no quota, and few weights: of v1, the files are ours again. */
static bool put_back(const struct told *t, struct err *e)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct value *v = &t->v[i];
		const char *now = line_of(t->list.arena, v->group, v->file);

		if (!v->group->unified && (!now || !str_eq(now, v->text)) &&
			!sys_cgroup_write(v->group->mount, v->group->path, v->file, v->text, e))
			return false;
	}
	return true;
}

static bool systemd_updated(const struct cgroup_update *u, struct err *e)
{
	const struct cgroup_ref_group *scope = scope_of(u->ref);
	bool v1 = record_v1(u->ref, "name=systemd") != NULL;
	autoarena struct arena a = {0};
	struct told t = {.list = {.arena = &a}};
	struct systemd_unit unit = {u->ref->unit, false, START_MS};

	for (size_t i = 0; scope && i < u->n_settings; i++) {
		const struct cgroup_setting *s = &u->settings[i];
		const struct cgroup_ref_group *g = &u->ref->v[s->group];

		if (g->unified)
			tell(&t, g, s->file);
		else if (v1)
			tell_v1(&t, g, s);
	}
	if (t.list.n == 0)
		return true;
	unit.user = unit_is_user(scope->path);
	return systemd_set_properties(&unit, t.list.v, t.list.n, e) && put_back(&t, e);
}

const struct cgroup_driver_ops cgroup_systemd_ops = {
	systemd_create, systemd_limit, systemd_attach, systemd_destroy, systemd_updated};

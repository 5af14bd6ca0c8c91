/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the cgroup section of `brig plan`. */
#include "brig/cgroup/show.h"

#include <stdio.h>

#include "brig/cgroup/plan.h"
#include "brig/json/printer.h"
#include "devices/rules.h"

static void show_group(const struct cgroup_plan *p, const struct cgroup_group *g, struct printer *d)
{
	printer_object(d, NULL);
	printer_strf(d, "directory", "%s%s", g->mount, str_eq(g->path, "/") ? "" : g->path);
	printer_str(d, "controllers", g->unified ? "cgroup2" : g->controllers);
	printer_str(d, "enable", g->unified && *p->enable ? p->enable : NULL);
	printer_end(d);
}

static void show_setting(
	const struct cgroup_plan *p, const struct cgroup_setting *s, struct printer *d)
{
	const struct cgroup_group *g = &p->groups.v[s->group];

	printer_object(d, NULL);
	printer_strf(d, "file", "%s%s/%s", g->mount, g->path, s->file);
	printer_str(d, "value", s->value);
	printer_str(d, "elseFile", s->other_file);
	printer_str(d, "elseValue", s->other_file ? s->other_value : NULL);
	printer_str(d, "from", s->source);
	if (s->late)
		printer_bool(d, "whenProcessIsThere", true);
	printer_end(d);
}

static void show_rule(const struct cgroup_device_rule *r, struct printer *d)
{
	char access[4], major[24] = "*", minor[24] = "*";

	if (r->major >= 0)
		snprintf(major, sizeof(major), "%lld", (long long)r->major);
	if (r->minor >= 0)
		snprintf(minor, sizeof(minor), "%lld", (long long)r->minor);
	printer_strf(d, NULL, "%s %c %s:%s %s", r->allow ? "allow" : "deny", r->type, major, minor,
		device_access_text(r->access, access));
}

void cgroup_show(const struct cgroup_plan *p, struct printer *d)
{
	printer_str(d, "driver", names_of(&cgroup_driver_names, (uint64_t)p->driver));
	printer_str(d, "mode", cgroup_mode_name(p->mode));
	printer_str(d, "path", p->path);
	printer_list(d, "hierarchies");
	for (size_t i = 0; i < p->groups.n; i++)
		show_group(p, &p->groups.v[i], d);
	printer_end(d);
	printer_list(d, "settings");
	for (size_t i = 0; i < p->n_settings; i++)
		show_setting(p, &p->settings[i], d);
	printer_end(d);
	/* The last rule that matches decides. On v1 the settings contain the same rules. */
	printer_list(d, "deviceRules");
	for (size_t i = 0; i < p->n_rules; i++)
		show_rule(&p->rules[i], d);
	printer_end(d);
	if (p->owner >= 0)
		printer_int(d, "owner", p->owner);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroup slice of `brig plan`. */
#include <stdio.h>

#include "brig/cgroup/cgroup.h"
#include "brig/json/printer.h"
#include "devices/rules.h"

static void show_group(const struct cgroup_group *g, struct doc *d)
{
	doc_object(d, NULL);
	doc_strf(d, "directory", "%s%s", g->mount, str_eq(g->path, "/") ? "" : g->path);
	doc_str(d, "controllers", g->unified ? "cgroup2" : g->controllers);
	doc_str(d, "enable", *g->enable ? g->enable : NULL);
	doc_end(d);
}

static void show_setting(const struct cgroup_plan *p, const struct cgroup_setting *s, struct doc *d)
{
	const struct cgroup_group *g = &p->hierarchies[s->group];

	doc_object(d, NULL);
	doc_strf(d, "file", "%s%s/%s", g->mount, g->path, s->file);
	doc_str(d, "value", s->value);
	doc_str(d, "elseFile", s->other_file);
	doc_str(d, "elseValue", s->other_file ? s->other_value : NULL);
	doc_str(d, "from", s->source);
	if (s->late)
		doc_bool(d, "whenProcessIsThere", true);
	doc_end(d);
}

static void show_rule(const struct cgroup_device_rule *r, struct doc *d)
{
	char access[4], major[24] = "*", minor[24] = "*";

	if (r->major >= 0)
		snprintf(major, sizeof(major), "%lld", (long long)r->major);
	if (r->minor >= 0)
		snprintf(minor, sizeof(minor), "%lld", (long long)r->minor);
	doc_strf(d, NULL, "%s %c %s:%s %s", r->allow ? "allow" : "deny", r->type, major, minor,
		device_access_text(r->access, access));
}

void cgroup_show(const struct cgroup_plan *p, struct doc *d)
{
	doc_str(d, "driver", names_of(&cgroup_driver_names, (uint64_t)p->driver));
	doc_str(d, "mode", cgroup_mode_name(p->mode));
	doc_str(d, "path", p->path);
	doc_list(d, "hierarchies");
	for (size_t i = 0; i < p->n; i++)
		show_group(&p->hierarchies[i], d);
	doc_end(d);
	doc_list(d, "settings");
	for (size_t i = 0; i < p->n_settings; i++)
		show_setting(p, &p->settings[i], d);
	doc_end(d);
	/* In the order in which the last match decides; on v1 the settings say the same. */
	doc_list(d, "deviceRules");
	for (size_t i = 0; i < p->n_rules; i++)
		show_rule(&p->rules[i], d);
	doc_end(d);
	if (p->owner >= 0)
		doc_int(d, "owner", p->owner);
}

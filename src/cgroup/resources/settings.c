/* SPDX-License-Identifier: Apache-2.0 */
/* Walks the table of resource properties; functions that all its rows use. */
#include "resources/settings.h"

#include <stdio.h>
#include <string.h>

#include "oci.h"
#include "resources/table.h"

const char *settings_v2_controller(const char *controller)
{
	static const char *const none[] = {"net_cls", "net_prio", "freezer", "devices"};

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (str_eq(none[i], controller))
			return NULL;
	return str_eq(controller, "blkio") ? "io" : controller;
}

const char *settings_section(const char *path)
{
	static const struct {
		const char *key, *section;
	} sections[] = {
		{"memory", "config-linux.md Memory"},
		{"cpu", "config-linux.md CPU"},
		{"pids", "config-linux.md PIDs"},
		{"blockIO", "config-linux.md Block IO"},
		{"hugepageLimits", "config-linux.md Huge page limits"},
		{"network", "config-linux.md Network"},
		{"rdma", "config-linux.md RDMA"},
		{"unified", "config-linux.md Unified"},
		{"devices", "config-linux.md Allowed Device list"},
	};

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (str_starts(path, sections[i].key))
			return sections[i].section;
	return "config-linux.md Control groups";
}

static bool find_group(
	const struct settings *s, const struct resource *row, struct setting_target *ret)
{
	const char *v2 = settings_v2_controller(row->controller);

	for (size_t i = 0; i < s->groups->n; i++) {
		const struct cgroup_group *h = &s->groups->v[i];

		if (!cgroup_has_controller(
			    h->controllers, h->unified ? v2 ? v2 : "-" : row->controller))
			continue;
		*ret = (struct setting_target){
			.resource = (enum cgroup_resource)(row - resource_table),
			.group = i,
			.unified = h->unified,
		};
		return true;
	}
	return false;
}

bool setting_target_find(struct settings *s, const struct resource *row, const char *path,
	const void *field, struct setting_target *ret)
{
	bool found = find_group(s, row, ret), noop = row->is_noop && row->is_noop(field);
	const char *v2 = settings_v2_controller(row->controller);

	if (found && (ret->unified ? row->v2 : row->v1))
		return true;
	if (noop) {
		*ret = (struct setting_target){.skip = true};
		return true;
	}
	if (found && ret->unified)
		return settings_refuse(
			s, path, row->unsupported_hint, "cgroup v2 has no such limit");
	if (s->groups->n == 1 && s->groups->v[0].unified && !v2)
		return settings_refuse(
			s, path, row->unsupported_hint, "cgroup v2 has no such limit");
	return settings_refuse(s, path, s->absent_hint,
		"no cgroup hierarchy has the controller '%s'", row->controller);
}

struct cgroup_setting *settings_add(struct settings *s, const struct setting_target *target,
	const char *path, const char *file, const char *value)
{
	struct cgroup_setting *setting;

	s->v = arena_grow(s->arena, s->v, &s->n, &s->cap, sizeof(*s->v));
	setting = &s->v[s->n - 1];
	setting->resource = target->resource;
	setting->group = target->group;
	setting->file = file;
	setting->value = value;
	setting->source = arena_printf(s->arena, "%s.%s", s->prefix, path);
	return setting;
}

/* The value of a row in r; NULL if the config does not have it. A list without elements counts as
 * absent. */
static const void *field_of(const struct oci_resources *r, const struct resource *row)
{
	const char *base = (const char *)r;

	if (row->part != NO_PART)
		base = *(const char *const *)(const void *)(base + row->part);
	if (!base)
		return NULL;
	/* Every kind of field begins with a pointer that is NULL if it is absent. */
	return *(const void *const *)(const void *)(base + row->field) ? base + row->field : NULL;
}

bool settings_convert(struct settings *s)
{
	s->ok = true;
	for (size_t i = 0; s->resources && i < CGROUP_DEVICES; i++) {
		const struct resource *row = &resource_table[i];
		const void *field = field_of(s->resources, row);

		if (field && !row->add(s, row, field))
			s->ok = false;
	}
	return s->ok;
}

const char *settings_controllers(const struct settings *s, struct arena *a)
{
	struct str list = {.arena = a};

	for (size_t i = 0; i < s->n; i++) {
		const char *file = s->v[i].file;
		size_t n = strcspn(file, ".");
		char word[64];

		if (!s->groups->v[s->v[i].group].unified || file[n] != '.' || n >= sizeof(word) ||
			str_starts(file, "cgroup.") || str_ends(file, ".pressure"))
			continue;
		snprintf(word, sizeof(word), "%.*s", (int)n, file);
		if (!cgroup_has_controller(str_text(&list), word))
			str_addf(&list, "%s%s", list.n ? "," : "", word);
	}
	return str_text(&list);
}

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
	const struct settings *l, const struct resource *k, struct setting_target *ret)
{
	const char *v2 = settings_v2_controller(k->controller);

	for (size_t i = 0; i < l->groups->n; i++) {
		const struct cgroup_group *h = &l->groups->v[i];

		if (!cgroup_has_controller(
			    h->controllers, h->unified ? v2 ? v2 : "-" : k->controller))
			continue;
		*ret = (struct setting_target){
			.resource = (enum cgroup_resource)(k - resource_table),
			.group = i,
			.unified = h->unified,
		};
		return true;
	}
	return false;
}

bool setting_target_find(struct settings *l, const struct resource *k, const char *path,
	const void *field, struct setting_target *ret)
{
	bool found = find_group(l, k, ret), noop = k->is_noop && k->is_noop(field);
	const char *v2 = settings_v2_controller(k->controller);

	if (found && (ret->unified ? k->v2 : k->v1))
		return true;
	if (noop) {
		*ret = (struct setting_target){.skip = true};
		return true;
	}
	if (found && ret->unified)
		return settings_refuse(l, path, k->unsupported_hint, "cgroup v2 has no such limit");
	if (l->groups->n == 1 && l->groups->v[0].unified && !v2)
		return settings_refuse(l, path, k->unsupported_hint, "cgroup v2 has no such limit");
	return settings_refuse(l, path, l->absent_hint,
		"no cgroup hierarchy has the controller '%s'", k->controller);
}

struct cgroup_setting *settings_add(struct settings *l, const struct setting_target *s,
	const char *path, const char *file, const char *value)
{
	struct cgroup_setting *setting;

	l->v = arena_grow(l->arena, l->v, &l->n, &l->cap, sizeof(*l->v));
	setting = &l->v[l->n - 1];
	setting->resource = s->resource;
	setting->group = s->group;
	setting->file = file;
	setting->value = value;
	setting->source = arena_printf(l->arena, "%s.%s", l->prefix, path);
	return setting;
}

/* The value of a row in r; NULL if the config does not have it. A list without elements counts as
 * absent. */
static const void *field_of(const struct oci_resources *r, const struct resource *k)
{
	const char *base = (const char *)r;

	if (k->part != NO_PART)
		base = *(const char *const *)(const void *)(base + k->part);
	if (!base)
		return NULL;
	/* Every kind of field begins with a pointer that is NULL if it is absent. */
	return *(const void *const *)(const void *)(base + k->field) ? base + k->field : NULL;
}

bool settings_convert(struct settings *l)
{
	l->ok = true;
	for (size_t i = 0; l->resources && i < CGROUP_DEVICES; i++) {
		const struct resource *k = &resource_table[i];
		const void *field = field_of(l->resources, k);

		if (field && !k->add(l, k, field))
			l->ok = false;
	}
	return l->ok;
}

const char *settings_controllers(const struct settings *l, struct arena *a)
{
	struct str list = {.arena = a};

	for (size_t i = 0; i < l->n; i++) {
		const char *file = l->v[i].file;
		size_t n = strcspn(file, ".");
		char word[64];

		if (!l->groups->v[l->v[i].group].unified || file[n] != '.' || n >= sizeof(word) ||
			str_starts(file, "cgroup.") || str_ends(file, ".pressure"))
			continue;
		snprintf(word, sizeof(word), "%.*s", (int)n, file);
		if (!cgroup_has_controller(str_text(&list), word))
			str_addf(&list, "%s%s", list.n ? "," : "", word);
	}
	return str_text(&list);
}

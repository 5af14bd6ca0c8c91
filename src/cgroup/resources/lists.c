/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of linux.resources that are lists or maps: block devices, huge pages, network
 * priorities, RDMA, unified. */
#include "resources/lists.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "oci.h"
#include "resources/convert.h"

static const char *element_path(struct settings *s, const struct resource *row, size_t i)
{
	return arena_printf(s->arena, "%s[%zu]", row->key, i);
}

static bool device_numbers(struct settings *s, const char *path, int64_t major, int64_t minor)
{
	if (major >= 0 && major <= 4095 && minor >= 0 && minor <= 1048575)
		return true;
	return settings_refuse(
		s, path, NULL, "%" PRId64 ":%" PRId64 " is not a device number", major, minor);
}

static bool add_weight_device(struct settings *s, const struct resource *row, const void *field,
	size_t i, const struct oci_weight_device *d)
{
	const char *path = element_path(s, row, i), *value;
	struct cgroup_setting *setting;
	struct setting_target target;

	if (!d->weight && !d->leaf_weight)
		return settings_refuse(s, path, NULL, "has neither weight nor leafWeight");
	if (!device_numbers(s, path, d->major, d->minor) ||
		!setting_target_find(s, row, path, field, &target))
		return false;
	if (d->weight && *d->weight > 1000)
		return settings_refuse(
			s, path, NULL, "weight %u is not from 10 to 1000", *d->weight);
	if (d->leaf_weight && target.unified)
		return settings_refuse(
			s, path, row->unsupported_hint, "cgroup v2 has no leafWeight");
	if (d->weight) {
		value = arena_printf(
			s->arena, "%" PRId64 ":%" PRId64 " %u", d->major, d->minor, *d->weight);
		setting = settings_add(s, &target, path, target.unified ? row->v2 : row->v1, value);
		setting->other_file = target.unified ? "io.weight" : "blkio.bfq.weight_device";
		setting->other_value = value;
		if (target.unified)
			setting->other_value =
				arena_printf(s->arena, "%" PRId64 ":%" PRId64 " %" PRIu64, d->major,
					d->minor, cgroup_io_weight_of_blkio(*d->weight));
	}
	if (d->leaf_weight)
		settings_add(s, &target, path, "blkio.leaf_weight_device",
			arena_printf(s->arena, "%" PRId64 ":%" PRId64 " %u", d->major, d->minor,
				*d->leaf_weight))
			->unsupported_hint = row->unsupported_hint;
	return true;
}

bool lists_weight_devices(struct settings *s, const struct resource *row, const void *field)
{
	const struct oci_weight_device_list *list = field;

	for (size_t i = 0; i < list->n; i++)
		if (!add_weight_device(s, row, field, i, &list->v[i]))
			s->ok = false;
	return s->ok;
}

static bool add_throttle(struct settings *s, const struct resource *row, const void *field,
	size_t i, const struct oci_throttle_device *d)
{
	const char *path = element_path(s, row, i), *device;
	struct setting_target target;

	if (!device_numbers(s, path, d->major, d->minor) ||
		!setting_target_find(s, row, path, field, &target))
		return false;
	device = arena_printf(s->arena, "%" PRId64 ":%" PRId64, d->major, d->minor);
	if (!target.unified)
		settings_add(s, &target, path, row->v1,
			arena_printf(s->arena, "%s %" PRIu64, device, d->rate));
	else if (d->rate == 0)
		settings_add(s, &target, path, "io.max",
			arena_printf(s->arena, "%s %s=max", device, strchr(row->v2, ' ') + 1));
	else
		settings_add(s, &target, path, "io.max",
			arena_printf(s->arena, "%s %s=%" PRIu64, device, strchr(row->v2, ' ') + 1,
				d->rate));
	return true;
}

/* The v2 column of these rows is "io.max KEY". A rate of 0 removes the limit, as on v1. */
bool lists_throttle(struct settings *s, const struct resource *row, const void *field)
{
	const struct oci_throttle_device_list *list = field;

	for (size_t i = 0; i < list->n; i++)
		if (!add_throttle(s, row, field, i, &list->v[i]))
			s->ok = false;
	return s->ok;
}

/* Whether s is like "2MB": a number, one of K, M, G, and B. */
static bool is_page_size(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits < 10 && text[0] != '0' && text[digits] != '\0' &&
	       strchr("KMG", text[digits]) && str_eq(text + digits + 1, "B");
}

static bool add_hugepage(struct settings *s, const struct resource *row, const void *field,
	size_t i, const struct oci_hugepage_limit *h)
{
	const char *path = element_path(s, row, i), *suffix, *value;
	struct setting_target target;

	if (!is_page_size(h->page_size))
		return settings_refuse(s, arena_printf(s->arena, "%s.pageSize", path),
			"write it like 64KB, 2MB, 1GB", "'%.64s' is not a huge page size",
			h->page_size);
	if (!setting_target_find(s, row, path, field, &target))
		return false;
	suffix = target.unified ? row->v2 : row->v1;
	value = arena_printf(s->arena, "%" PRIu64, h->limit);
	settings_add(s, &target, path,
		arena_printf(s->arena, "hugetlb.%s.rsvd.%s", h->page_size, suffix), value)
		->may_lack = true;
	settings_add(s, &target, path,
		arena_printf(s->arena, "hugetlb.%s.%s", h->page_size, suffix), value);
	return true;
}

/* Limits both reservations and page faults. With the limit of reservations, where the kernel has
 * one, mmap(2) fails before a page fault can kill the process. */
bool lists_hugepages(struct settings *s, const struct resource *row, const void *field)
{
	const struct oci_hugepage_limit_list *list = field;

	for (size_t i = 0; i < list->n; i++)
		if (!add_hugepage(s, row, field, i, &list->v[i]))
			s->ok = false;
	return s->ok;
}

/* Whether s is a word that does not end a line or a field of a cgroup file. */
static bool is_word(const char *text)
{
	return *text != '\0' && strlen(text) < 64 && text[strcspn(text, " \t\n\r/")] == '\0';
}

static bool add_priority(struct settings *s, const struct resource *row, const void *field,
	size_t i, const struct oci_network_priority *n)
{
	const char *path = element_path(s, row, i);
	struct setting_target target;

	if (!is_word(n->name))
		return settings_refuse(
			s, path, NULL, "'%.64s' is not the name of a network interface", n->name);
	if (!setting_target_find(s, row, path, field, &target))
		return false;
	settings_add(
		s, &target, path, row->v1, arena_printf(s->arena, "%s %u", n->name, n->priority));
	return true;
}

bool lists_priorities(struct settings *s, const struct resource *row, const void *field)
{
	const struct oci_network_priority_list *list = field;

	for (size_t i = 0; i < list->n; i++)
		if (!add_priority(s, row, field, i, &list->v[i]))
			s->ok = false;
	return s->ok;
}

static bool add_rdma(struct settings *s, const struct resource *row, const void *field,
	const char *name, const struct oci_rdma_limit *d)
{
	const char *path = arena_printf(s->arena, "%s[\"%s\"]", row->key, name);
	struct str value = {.arena = s->arena};
	struct setting_target target;

	if (!d->hca_handles && !d->hca_objects)
		return settings_refuse(s, path, NULL, "has neither hcaHandles nor hcaObjects");
	if (!is_word(name))
		return settings_refuse(s, path, NULL, "is not the name of a device");
	if (!setting_target_find(s, row, path, field, &target))
		return false;
	str_add(&value, name);
	if (d->hca_handles)
		str_addf(&value, " hca_handle=%u", *d->hca_handles);
	if (d->hca_objects)
		str_addf(&value, " hca_object=%u", *d->hca_objects);
	settings_add(s, &target, path, row->v1, str_text(&value));
	return true;
}

bool lists_rdma(struct settings *s, const struct resource *row, const void *field)
{
	const struct oci_rdma_limit_map *map = field;

	for (size_t i = 0; i < map->n; i++)
		if (!add_rdma(s, row, field, map->v[i].key, &map->v[i].value))
			s->ok = false;
	return s->ok;
}

/* Files that brig writes itself, or that are no settings. */
static bool is_reserved(const char *key)
{
	static const char *const reserved[] = {"cgroup.procs", "cgroup.threads", "cgroup.kill",
		"cgroup.freeze", "cgroup.subtree_control", "cgroup.type"};

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (str_eq(reserved[i], key))
			return true;
	return false;
}

static bool check_unified_key(
	struct settings *s, const char *path, const char *key, struct setting_target *target)
{
	const struct cgroup_group *h = s->groups->n ? &s->groups->v[s->groups->n - 1] : NULL;
	char controller[64];
	size_t n = strcspn(key, ".");

	if (*key == '\0' || strpbrk(key, "/\n") || str_eq(key, ".") || str_eq(key, "..") ||
		strlen(key) > 200)
		return settings_refuse(s, path, NULL, "is not the name of a cgroup file");
	if (is_reserved(key))
		return settings_refuse(s, path, "leave it out", "is reserved for the runtime");
	if (!h || !h->unified)
		return settings_refuse(s, path,
			"use the other properties of linux.resources, which work on v1 too",
			"cgroup v2 is not mounted");
	*target = (struct setting_target){
		.resource = CGROUP_UNIFIED,
		.group = s->groups->n - 1,
		.unified = true,
	};
	/* cgroup.* and *.pressure exist without a controller. */
	if (key[n] != '.' || n >= sizeof(controller) || str_starts(key, "cgroup.") ||
		str_ends(key, ".pressure"))
		return true;
	memcpy(controller, key, n);
	controller[n] = '\0';
	if (cgroup_has_controller(h->controllers, controller))
		return true;
	return settings_refuse(s, path,
		s->groups->n > 1 ? "on this host it may be bound to a v1 hierarchy" : NULL,
		"cgroup v2 does not have the controller '%s' on this host", controller);
}

/* Writes a value of several lines line by line: the kernel takes one device per write. */
static bool unified(struct settings *s, const struct resource *row, const struct str_pair *entry)
{
	const char *path = arena_printf(s->arena, "%s[\"%s\"]", row->key, entry->key);
	const char *line = entry->value;
	struct setting_target target;

	if (!check_unified_key(s, path, entry->key, &target))
		return false;
	do {
		size_t n = strcspn(line, "\n");

		if (n > 0 || *entry->value == '\0')
			settings_add(
				s, &target, path, entry->key, arena_strndup(s->arena, line, n));
		line += n + (line[n] == '\n');
	} while (*line);
	return true;
}

bool lists_unified(struct settings *s, const struct resource *row, const void *field)
{
	const struct str_map *map = field;

	for (size_t i = 0; i < map->n; i++)
		if (!unified(s, row, &map->v[i]))
			s->ok = false;
	return s->ok;
}

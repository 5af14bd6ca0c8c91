/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of linux.resources that are lists or maps: block devices, huge pages, network
 * priorities, RDMA, unified. */
#include "resources/lists.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "oci.h"
#include "resources/convert.h"

static const char *element_path(struct settings *l, const struct resource *k, size_t i)
{
	return arena_printf(l->arena, "%s[%zu]", k->key, i);
}

static bool device_numbers(struct settings *l, const char *path, int64_t major, int64_t minor)
{
	if (major >= 0 && major <= 4095 && minor >= 0 && minor <= 1048575)
		return true;
	return settings_refuse(
		l, path, NULL, "%" PRId64 ":%" PRId64 " is not a device number", major, minor);
}

static bool add_weight_device(struct settings *l, const struct resource *k, const void *field,
	size_t i, const struct oci_weight_device *d)
{
	const char *path = element_path(l, k, i), *value;
	struct cgroup_setting *setting;
	struct setting_target s;

	if (!d->weight && !d->leaf_weight)
		return settings_refuse(l, path, NULL, "has neither weight nor leafWeight");
	if (!device_numbers(l, path, d->major, d->minor) ||
		!setting_target_find(l, k, path, field, &s))
		return false;
	if (d->weight && *d->weight > 1000)
		return settings_refuse(
			l, path, NULL, "weight %u is not from 10 to 1000", *d->weight);
	if (d->leaf_weight && s.unified)
		return settings_refuse(l, path, k->unsupported_hint, "cgroup v2 has no leafWeight");
	if (d->weight) {
		value = arena_printf(
			l->arena, "%" PRId64 ":%" PRId64 " %u", d->major, d->minor, *d->weight);
		setting = settings_add(l, &s, path, s.unified ? k->v2 : k->v1, value);
		setting->other_file = s.unified ? "io.weight" : "blkio.bfq.weight_device";
		setting->other_value = value;
		if (s.unified)
			setting->other_value =
				arena_printf(l->arena, "%" PRId64 ":%" PRId64 " %" PRIu64, d->major,
					d->minor, cgroup_io_weight_of_blkio(*d->weight));
	}
	if (d->leaf_weight)
		settings_add(l, &s, path, "blkio.leaf_weight_device",
			arena_printf(l->arena, "%" PRId64 ":%" PRId64 " %u", d->major, d->minor,
				*d->leaf_weight))
			->unsupported_hint = k->unsupported_hint;
	return true;
}

bool lists_weight_devices(struct settings *l, const struct resource *k, const void *field)
{
	const struct oci_weight_device_list *list = field;

	for (size_t i = 0; i < list->n; i++)
		if (!add_weight_device(l, k, field, i, &list->v[i]))
			l->ok = false;
	return l->ok;
}

static bool add_throttle(struct settings *l, const struct resource *k, const void *field, size_t i,
	const struct oci_throttle_device *d)
{
	const char *path = element_path(l, k, i), *device;
	struct setting_target s;

	if (!device_numbers(l, path, d->major, d->minor) ||
		!setting_target_find(l, k, path, field, &s))
		return false;
	device = arena_printf(l->arena, "%" PRId64 ":%" PRId64, d->major, d->minor);
	if (!s.unified)
		settings_add(
			l, &s, path, k->v1, arena_printf(l->arena, "%s %" PRIu64, device, d->rate));
	else if (d->rate == 0)
		settings_add(l, &s, path, "io.max",
			arena_printf(l->arena, "%s %s=max", device, strchr(k->v2, ' ') + 1));
	else
		settings_add(l, &s, path, "io.max",
			arena_printf(l->arena, "%s %s=%" PRIu64, device, strchr(k->v2, ' ') + 1,
				d->rate));
	return true;
}

/* The v2 column of these rows is "io.max KEY". A rate of 0 removes the limit, as on v1. */
bool lists_throttle(struct settings *l, const struct resource *k, const void *field)
{
	const struct oci_throttle_device_list *list = field;

	for (size_t i = 0; i < list->n; i++)
		if (!add_throttle(l, k, field, i, &list->v[i]))
			l->ok = false;
	return l->ok;
}

/* Whether s is like "2MB": a number, one of K, M, G, and B. */
static bool is_page_size(const char *s)
{
	size_t digits = strspn(s, "0123456789");

	return digits > 0 && digits < 10 && s[0] != '0' && s[digits] != '\0' &&
	       strchr("KMG", s[digits]) && str_eq(s + digits + 1, "B");
}

static bool add_hugepage(struct settings *l, const struct resource *k, const void *field, size_t i,
	const struct oci_hugepage_limit *h)
{
	const char *path = element_path(l, k, i), *suffix, *value;
	struct setting_target s;

	if (!is_page_size(h->page_size))
		return settings_refuse(l, arena_printf(l->arena, "%s.pageSize", path),
			"write it like 64KB, 2MB, 1GB", "'%.64s' is not a huge page size",
			h->page_size);
	if (!setting_target_find(l, k, path, field, &s))
		return false;
	suffix = s.unified ? k->v2 : k->v1;
	value = arena_printf(l->arena, "%" PRIu64, h->limit);
	settings_add(l, &s, path,
		arena_printf(l->arena, "hugetlb.%s.rsvd.%s", h->page_size, suffix), value)
		->may_lack = true;
	settings_add(
		l, &s, path, arena_printf(l->arena, "hugetlb.%s.%s", h->page_size, suffix), value);
	return true;
}

/* Limits both reservations and page faults. With the limit of reservations, where the kernel has
 * one, mmap(2) fails before a page fault can kill the process. */
bool lists_hugepages(struct settings *l, const struct resource *k, const void *field)
{
	const struct oci_hugepage_limit_list *list = field;

	for (size_t i = 0; i < list->n; i++)
		if (!add_hugepage(l, k, field, i, &list->v[i]))
			l->ok = false;
	return l->ok;
}

/* Whether s is a word that does not end a line or a field of a cgroup file. */
static bool is_word(const char *s)
{
	return *s != '\0' && strlen(s) < 64 && s[strcspn(s, " \t\n\r/")] == '\0';
}

static bool add_priority(struct settings *l, const struct resource *k, const void *field, size_t i,
	const struct oci_network_priority *n)
{
	const char *path = element_path(l, k, i);
	struct setting_target s;

	if (!is_word(n->name))
		return settings_refuse(
			l, path, NULL, "'%.64s' is not the name of a network interface", n->name);
	if (!setting_target_find(l, k, path, field, &s))
		return false;
	settings_add(l, &s, path, k->v1, arena_printf(l->arena, "%s %u", n->name, n->priority));
	return true;
}

bool lists_priorities(struct settings *l, const struct resource *k, const void *field)
{
	const struct oci_network_priority_list *list = field;

	for (size_t i = 0; i < list->n; i++)
		if (!add_priority(l, k, field, i, &list->v[i]))
			l->ok = false;
	return l->ok;
}

static bool add_rdma(struct settings *l, const struct resource *k, const void *field,
	const char *name, const struct oci_rdma_limit *d)
{
	const char *path = arena_printf(l->arena, "%s[\"%s\"]", k->key, name);
	struct str value = {.arena = l->arena};
	struct setting_target s;

	if (!d->hca_handles && !d->hca_objects)
		return settings_refuse(l, path, NULL, "has neither hcaHandles nor hcaObjects");
	if (!is_word(name))
		return settings_refuse(l, path, NULL, "is not the name of a device");
	if (!setting_target_find(l, k, path, field, &s))
		return false;
	str_add(&value, name);
	if (d->hca_handles)
		str_addf(&value, " hca_handle=%u", *d->hca_handles);
	if (d->hca_objects)
		str_addf(&value, " hca_object=%u", *d->hca_objects);
	settings_add(l, &s, path, k->v1, str_text(&value));
	return true;
}

bool lists_rdma(struct settings *l, const struct resource *k, const void *field)
{
	const struct oci_rdma_limit_map *map = field;

	for (size_t i = 0; i < map->n; i++)
		if (!add_rdma(l, k, field, map->v[i].key, &map->v[i].value))
			l->ok = false;
	return l->ok;
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
	struct settings *l, const char *path, const char *key, struct setting_target *s)
{
	const struct cgroup_group *h = l->groups->n ? &l->groups->v[l->groups->n - 1] : NULL;
	char controller[64];
	size_t n = strcspn(key, ".");

	if (*key == '\0' || strpbrk(key, "/\n") || str_eq(key, ".") || str_eq(key, "..") ||
		strlen(key) > 200)
		return settings_refuse(l, path, NULL, "is not the name of a cgroup file");
	if (is_reserved(key))
		return settings_refuse(l, path, "leave it out", "is reserved for the runtime");
	if (!h || !h->unified)
		return settings_refuse(l, path,
			"use the other properties of linux.resources, which work on v1 too",
			"cgroup v2 is not mounted");
	*s = (struct setting_target){
		.resource = CGROUP_UNIFIED,
		.group = l->groups->n - 1,
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
	return settings_refuse(l, path,
		l->groups->n > 1 ? "on this host it may be bound to a v1 hierarchy" : NULL,
		"cgroup v2 does not have the controller '%s' on this host", controller);
}

/* Writes a value of several lines line by line: the kernel takes one device per write. */
static bool unified(struct settings *l, const struct resource *k, const struct str_pair *entry)
{
	const char *path = arena_printf(l->arena, "%s[\"%s\"]", k->key, entry->key);
	const char *line = entry->value;
	struct setting_target s;

	if (!check_unified_key(l, path, entry->key, &s))
		return false;
	do {
		size_t n = strcspn(line, "\n");

		if (n > 0 || *entry->value == '\0')
			settings_add(l, &s, path, entry->key, arena_strndup(l->arena, line, n));
		line += n + (line[n] == '\n');
	} while (*line);
	return true;
}

bool lists_unified(struct settings *l, const struct resource *k, const void *field)
{
	const struct str_map *map = field;

	for (size_t i = 0; i < map->n; i++)
		if (!unified(l, k, &map->v[i]))
			l->ok = false;
	return l->ok;
}

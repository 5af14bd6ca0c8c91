/* SPDX-License-Identifier: Apache-2.0 */
/* The scope that systemd is asked for: its name, where it lies, its properties. */
#ifndef BRIG_SRC_CGROUP_SYSTEMD_SCOPE_H
#define BRIG_SRC_CGROUP_SYSTEMD_SCOPE_H

#include "brig/cgroup/cgroup.h"
#include "brig/cgroup/systemd-unit.h"

struct property_list {
	struct arena *arena;
	struct cgroup_property *v;
	size_t n, cap;
};

/* A new property at the end of the list, which is to be filled. */
struct cgroup_property *property_add(struct property_list *l, const char *name, char type);

/* linux.cgroupsPath as "slice:prefix:name" to the plan's unit, slice and path: what systemd will
 * make of them. */
bool unit_plan(struct cgroup_plan *p, const char *cgroups_path, const struct cgroup_facts *f,
	struct report *r) must_check;

/* The properties, when the settings are there: what every scope of ours has, those that settings
 * have a property for, last the annotations org.systemd.property.NAME. */
bool unit_properties(struct cgroup_plan *p, const char *id, const struct str_map *annotations,
	struct report *r) must_check;

/* Adds or changes the property for a value in a file of cgroup v2 (unified) or v1; false when
 * systemd has none for the file. Of v1, the period of a quota comes before the quota. */
bool unit_limit(struct property_list *l, bool unified, const char *file, const char *value);

/* Whether systemd has words for a line of devices.allow or devices.deny. It has none for devices
 * that are denied where others are allowed, and for a minor number of every driver. */
bool unit_knows_device(const char *file, const char *line);

/* Whether the unit at this path belongs to the manager of a user rather than to the system's. */
bool unit_is_user(const char *path);

/* The value of an annotation, which is in GVariant's text format: "uint64 10000000", "'text'",
 * "true", "['a', 'b']"; a plain number is an int32. Fills the property but for its name; false with
 * the reason in *why. */
bool property_parse(struct cgroup_property *out, const char *text, struct arena *a,
	const char **why) must_check;

#endif

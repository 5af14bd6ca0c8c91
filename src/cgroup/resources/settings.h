/* SPDX-License-Identifier: Apache-2.0 */
/* Converts linux.resources to settings, row by row of the table of resources. */
#ifndef BRIG_SRC_CGROUP_RESOURCES_SETTINGS_H
#define BRIG_SRC_CGROUP_RESOURCES_SETTINGS_H

#include "brig/cgroup/plan.h"

struct oci_resources;
struct resource;

/* Input and output of the conversion. */
struct settings {
	struct report *r;
	struct arena *arena;
	const char *prefix; /* of paths in problems: "linux.resources" */
	const struct oci_resources *resources;
	const struct cgroup_set *groups;
	const char *absent_hint; /* for a controller that no hierarchy has */
	struct cgroup_setting *v;
	size_t n, cap;
	/* For an update: the current values, which complete a partial setting; NULL for a new
	 * container. */
	const struct current_limits *current;
	bool ok;
};

struct current_limits {
	int64_t memory_max;  /* cgroup2, in bytes; -1: no limit */
	const char *cpu_max; /* cgroup2: "max 100000" */
};

/* Converts all rows; the settings are in write order. false if a value was refused. */
bool settings_convert(struct settings *s);

/* The controllers that the settings on cgroup2 need, from the names of their files: "cpu,memory".
 */
const char *settings_controllers(const struct settings *s, struct arena *a);

/* The cgroup that a setting is written to. */
struct setting_target {
	enum cgroup_resource resource;
	size_t group;
	bool unified;
	bool skip; /* no hierarchy has the controller, and the value is its default */
};

/* The cgroup that has the resource's controller; a refusal if none has. path: JSON path below the
 * prefix. */
bool setting_target_find(struct settings *s, const struct resource *row, const char *path,
	const void *field, struct setting_target *ret);

/* Appends a setting, which the caller may change until the next one is added. path: JSON path below
 * the prefix. */
struct cgroup_setting *settings_add(struct settings *s, const struct setting_target *target,
	const char *path, const char *file, const char *value);

/* Refuses a value, with the path below the prefix; always false. */
#define settings_refuse(s, path, hint, ...)                                                     \
	refuse((s)->r, report_path((s)->r, "%s.%s", (s)->prefix, path), settings_section(path), \
		hint, __VA_ARGS__)

/* The section of the specification: "config-linux.md Memory" for "memory.limit". */
const char *settings_section(const char *path);

/* The name of a v1 controller on cgroup2, "io" for "blkio"; NULL if there is none. */
const char *settings_v2_controller(const char *controller);

#endif

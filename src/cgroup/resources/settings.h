/* SPDX-License-Identifier: Apache-2.0 */
/* From linux.resources to files with values: the table of knobs and what its rows call. */
#ifndef BRIG_SRC_CGROUP_RESOURCES_SETTINGS_H
#define BRIG_SRC_CGROUP_RESOURCES_SETTINGS_H

#include "brig/cgroup/cgroup.h"

struct oci_resources;
struct knob;

/* What the walk over the table fills, and what it knows. */
struct limits {
	struct report *r;
	struct arena *arena;
	const char *prefix; /* of paths in problems: "linux.resources" */
	const struct oci_resources *resources;
	/* What each group (by its index) controls; unified ones by names of v2. */
	const struct cgroup_set *groups;
	const char *absent; /* hint for a controller that is not there */
	struct cgroup_setting *v;
	size_t n, cap;
	/* For an update: values that stand now and complete a partial setting; NULL for a new
	 * group. */
	const struct limits_now *now;
	bool ok;
};

struct limits_now {
	int64_t memory_max;  /* cgroup v2; -1 for no limit */
	const char *cpu_max; /* cgroup v2: "max 100000" */
};

/* A row: one property of linux.resources. */
struct knob {
	const char *key; /* below linux.resources: "memory.limit" */
	size_t part,
		field; /* offsets in struct oci_resources (of a pointer) and in what that points
			  to; part is NO_PART for a field of struct oci_resources itself */
	const char *controller; /* by its v1 name */
	const char *v1, *v2;    /* file of each version, NULL where it has none */
	/* Adds the settings for a value that is there; false when it was refused. */
	bool (*add)(struct limits *l, const struct knob *k, const void *field);
	/* Whether the value asks for what holds anyway where nothing keeps it ("no limit"); NULL:
	 * never. */
	bool (*is_noop)(const void *field);
	const char *unsupported_hint; /* where it could be kept, when v2 is NULL */
};

#define NO_PART ((size_t)-1)

extern const struct knob cgroup_knobs[];
extern const size_t cgroup_n_knobs;

/* Walks the table; settings come out in write order. false when anything was refused. */
bool settings_walk(struct limits *l);

/* The controllers that the settings of the cgroup2 group need, from the names of their files:
 * "cpu,memory". */
const char *settings_controllers(const struct limits *l, struct arena *a);

/* Where a knob goes. */
struct setting_target {
	size_t group;
	bool unified;
	bool nothing; /* the value is idle and nothing keeps it: done */
};

/* The group that keeps the knob; a refusal when none does. path: JSON path below the prefix. */
bool setting_target_find(struct limits *l, const struct knob *k, const char *path,
	const void *field, struct setting_target *ret);

/* A setting of the spot's group. path: JSON path below the prefix. The result may be changed until
 * the next is added. */
struct cgroup_setting *settings_add(struct limits *l, const struct setting_target *s,
	const char *path, const char *file, const char *value);

/* A refusal with the path below the prefix; false, always. */
#define limits_refuse(l, path, hint, ...)                                                       \
	refuse((l)->r, report_path((l)->r, "%s.%s", (l)->prefix, path), settings_section(path), \
		hint, __VA_ARGS__)

/* "config-linux.md Memory" for "memory.limit". */
const char *settings_section(const char *path);

/* The name that cgroup v2 has for a v1 controller: "io" for "blkio"; NULL when it has none. */
const char *settings_v2_controller(const char *controller);

/* Rows that are lists. */
bool limits_weight_devices(struct limits *l, const struct knob *k, const void *field);
bool limits_throttle(struct limits *l, const struct knob *k, const void *field);
bool limits_hugepages(struct limits *l, const struct knob *k, const void *field);
bool limits_priorities(struct limits *l, const struct knob *k, const void *field);
bool limits_rdma(struct limits *l, const struct knob *k, const void *field);
bool limits_unified(struct limits *l, const struct knob *k, const void *field);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The table of resource properties: a row for each property of linux.resources. */
#ifndef BRIG_SRC_CGROUP_RESOURCES_TABLE_H
#define BRIG_SRC_CGROUP_RESOURCES_TABLE_H

#include "settings.h"

struct resource {
	const char *key; /* path below linux.resources: "memory.limit" */
	/* Offset of a pointer in struct oci_resources, and offset of the field in what it points
	 * to. NO_PART: the field is in struct oci_resources itself. */
	size_t part, field;
	const char *controller; /* its v1 name */
	const char *v1, *v2;    /* file of each version; NULL if the version has none */
	/* Adds the settings for a value that is in the config; false if the value was refused. */
	bool (*add)(struct settings *s, const struct resource *row, const void *field);
	/* Whether the value asks for the default ("no limit"), so that a missing file is no error;
	 * NULL: never. */
	bool (*is_noop)(const void *field);
	const char *unsupported_hint; /* where it is supported, if v2 is NULL */
};

#define NO_PART ((size_t)-1)

/* By enum cgroup_resource; CGROUP_DEVICES has no row. */
extern const struct resource resource_table[CGROUP_DEVICES];

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of unit properties. */
#ifndef BRIG_SRC_CGROUP_SYSTEMD_PROPERTY_H
#define BRIG_SRC_CGROUP_SYSTEMD_PROPERTY_H

#include "brig/cgroup/systemd-client.h"

struct property_list {
	struct arena *arena;
	struct cgroup_property *v;
	size_t n, cap;
};

/* Appends a property, whose value the caller sets. */
struct cgroup_property *property_add(struct property_list *l, const char *name, char type);

/* Adds or changes the property for a value in a file of cgroup v2 (unified) or v1; false if systemd
 * has no property for the file. On v1 the period must be added before the quota. */
bool property_add_value(struct property_list *l, bool unified, const char *file, const char *value);

/* Whether systemd has a property for a line of devices.allow or devices.deny. There is none for a
 * device that is denied while others are allowed, and for a minor number of all drivers. */
bool property_has_device(const char *file, const char *line);

#endif

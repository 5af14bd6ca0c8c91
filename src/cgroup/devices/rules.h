/* SPDX-License-Identifier: Apache-2.0 */
/* Device rules: from the config's list to lines of v1 files and to a program of v2. */
#ifndef BRIG_SRC_CGROUP_DEVICES_RULES_H
#define BRIG_SRC_CGROUP_DEVICES_RULES_H

#include "brig/cgroup/cgroup.h"

struct oci_resources;

struct device_rules {
	struct cgroup_device_rule *v;
	size_t n;
};

/* The rules in the order in which the last match decides: deny all, the devices that every
 * container needs, then the config's. A rule of the config that denies everything leaves those
 * needed; one that names a device does not. resources may be NULL. */
bool device_rules(struct device_rules *out, const struct oci_resources *resources,
	const char *prefix, struct report *r);

/* A line for devices.allow or devices.deny. */
struct device_line {
	bool allow;
	const char *text; /* "a", "c 1:3 rwm" */
};

struct device_lines {
	struct device_line *v;
	size_t n;
};

/* What v1 must be told so that its state is what the rules mean: it keeps one default and a list of
 * exceptions from it. The config's exceptions come first, those that every container needs last. A
 * rule that can't be told so is refused. */
bool device_lines(struct device_lines *out, const struct device_rules *rules, struct report *r);

/* The same as a program for v2, in the arena. */
struct cgroup_device_program device_program(const struct device_rules *rules, struct arena *a);

/* "rwm" for all three. */
const char *device_access_text(unsigned access, char text[4]);

#endif

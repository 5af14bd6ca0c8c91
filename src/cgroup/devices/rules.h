/* SPDX-License-Identifier: Apache-2.0 */
/* Device rules: from the config to lines of the v1 files. */
#ifndef BRIG_SRC_CGROUP_DEVICES_RULES_H
#define BRIG_SRC_CGROUP_DEVICES_RULES_H

#include "brig/cgroup/plan.h"

struct oci_resources;

struct device_rules {
	struct cgroup_device_rule *v;
	size_t n;
};

/* The rules; the last one that matches decides. First comes deny all, then the default devices,
 * then the rules of the config. A rule of the config that denies all devices does not deny the
 * default ones; a rule that names one does. resources may be NULL. */
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

/* The lines that bring a v1 cgroup into the state of the rules. v1 keeps one default and a list of
 * exceptions; the exceptions of the config come first, those of the default devices last. Rules
 * that have no such form are refused. */
bool device_lines(struct device_lines *out, const struct device_rules *rules, struct report *r);

/* "rwm" for all three. */
const char *device_access_text(unsigned access, char text[4]);

#endif

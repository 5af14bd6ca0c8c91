/* SPDX-License-Identifier: Apache-2.0 */
/* Values in GVariant's text format. */
#ifndef BRIG_SRC_CGROUP_SYSTEMD_GVARIANT_H
#define BRIG_SRC_CGROUP_SYSTEMD_GVARIANT_H

#include "brig/cgroup/systemd-client.h"

/* Parses the value of an annotation: "uint64 10000000", "'text'", "true", "['a', 'b']"; a number
 * without a type is an int32. Sets all of the property but its name; false with the reason in *why.
 */
bool gvariant_parse(struct cgroup_property *out, const char *text, struct arena *a,
	const char **why) must_check;

#endif

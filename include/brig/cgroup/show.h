/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroup section of `brig plan`. */
#ifndef BRIG_CGROUP_SHOW_H
#define BRIG_CGROUP_SHOW_H

struct cgroup_plan;
struct printer;

/* Prints driver, path, hierarchies, each file with its value, and the device rules. */
void cgroup_show(const struct cgroup_plan *p, struct printer *d);

#endif

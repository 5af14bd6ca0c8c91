/* SPDX-License-Identifier: Apache-2.0 */
/* Removes cgroups without waiting. */
#ifndef BRIG_CGROUP_DESTROY_H
#define BRIG_CGROUP_DESTROY_H

#include "brig/base/err.h"

struct cgroup_ref;

/* Like cgroup_destroy(), if one rmdir(2) for each hierarchy is enough: brig made the cgroups, and
 * they have neither processes nor children. Else false; the cgroups that could be removed are. */
bool cgroup_remove_idle(const struct cgroup_ref *ref) must_check;

#endif

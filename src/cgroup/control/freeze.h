/* SPDX-License-Identifier: Apache-2.0 */
/* Thawing without waiting. */
#ifndef BRIG_SRC_CGROUP_CONTROL_FREEZE_H
#define BRIG_SRC_CGROUP_CONTROL_FREEZE_H

#include "brig/cgroup/freeze.h"

/* Undoes cgroup_freeze(): thaws the cgroup, not those beneath it. */
void freeze_undo(const struct cgroup_ref *ref);

/* Thaws the cgroup and all beneath it, and the cgroup that init is in. */
void freeze_thaw_all(const struct cgroup_ref *ref);

#endif

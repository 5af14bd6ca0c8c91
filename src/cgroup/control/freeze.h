/* SPDX-License-Identifier: Apache-2.0 */
/* Thawing without waiting, and the state of one cgroup. */
#ifndef BRIG_SRC_CGROUP_CONTROL_FREEZE_H
#define BRIG_SRC_CGROUP_CONTROL_FREEZE_H

#include "brig/cgroup/freeze.h"
#include "brig/cgroup/group.h"

/* Reads whether a cgroup is frozen or freezing from its own file: freezer.state on v1,
 * cgroup.freeze on cgroup2. A cgroup without the file is not frozen. */
bool freeze_read_state(
	const struct cgroup_group *g, const char *path, bool *ret, struct err *e) must_check;

/* Undoes cgroup_freeze(): thaws the cgroup, not those beneath it. */
void freeze_undo(const struct cgroup_ref *ref);

/* Thaws the cgroup and all beneath it, and the cgroup that init is in. */
void freeze_thaw_all(const struct cgroup_ref *ref);

#endif

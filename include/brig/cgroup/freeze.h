/* SPDX-License-Identifier: Apache-2.0 */
/* Freezes and thaws a container. */
#ifndef BRIG_CGROUP_FREEZE_H
#define BRIG_CGROUP_FREEZE_H

#include "brig/base/err.h"

struct cgroup_ref;

/* Freezes or thaws the cgroup and all beneath it, and waits for the kernel to confirm it, at most
 * timeout_ms. After an error of a freeze the cgroup is thawed again. A thaw includes the v1 freezer
 * cgroup that init is in. */
bool cgroup_freeze(
	const struct cgroup_ref *ref, bool frozen, int timeout_ms, struct err *e) must_check;

/* Whether the cgroup, or on v1 the one that init is in, is frozen or freezing; false if there is no
 * freezer. */
bool cgroup_frozen(const struct cgroup_ref *ref, bool *ret, struct err *e) must_check;

#endif

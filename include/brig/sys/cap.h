/* SPDX-License-Identifier: Apache-2.0 */
/* Capability sets of the calling thread; bit n of a set is capability n. */
#ifndef BRIG_SYS_CAP_H
#define BRIG_SYS_CAP_H

#include <stdint.h>

#include "brig/base/err.h"

struct sys_caps {
	uint64_t effective, permitted, inheritable;
};

/* Reads or sets the three sets. Setting a capability that the kernel does not know fails with
 * EINVAL. */
bool sys_cap_get(struct sys_caps *ret, struct err *e) must_check;
bool sys_cap_set(const struct sys_caps *caps, struct err *e) must_check;

/* Drops one capability from the bounding set (PR_CAPBSET_DROP); needs CAP_SETPCAP. */
bool sys_cap_drop(int cap, struct err *e) must_check;

/* PR_CAP_AMBIENT_CLEAR_ALL and PR_CAP_AMBIENT_RAISE. Clearing succeeds on kernels before 4.3,
 * which have no ambient set. */
bool sys_cap_ambient_clear(struct err *e) must_check;
bool sys_cap_ambient_raise(int cap, struct err *e) must_check;

/* PR_SET_NO_NEW_PRIVS. */
bool sys_no_new_privs(struct err *e) must_check;

#endif

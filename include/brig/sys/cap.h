/* SPDX-License-Identifier: Apache-2.0 */
/* Capability sets of the calling thread; bit n of a set is capability n. */
#ifndef BRIG_SYS_CAP_H
#define BRIG_SYS_CAP_H

#include <stdint.h>

#include "brig/base/err.h"

struct sys_caps {
	uint64_t effective, permitted, inheritable;
};

/* Of all that the kernel has; to set one that it has not is an error (EINVAL). */
bool sys_cap_get(struct sys_caps *ret, struct err *e) must_check;
bool sys_cap_set(const struct sys_caps *caps, struct err *e) must_check;

/* Drops one from the bounding set; needs CAP_SETPCAP. */
bool sys_cap_drop(int cap, struct err *e) must_check;

/* PR_CAP_AMBIENT_CLEAR_ALL, PR_CAP_AMBIENT_RAISE. A kernel before 4.3 has no ambient set to clear.
 */
bool sys_cap_ambient_clear(struct err *e) must_check;
bool sys_cap_ambient_raise(int cap, struct err *e) must_check;

/* PR_SET_NO_NEW_PRIVS. */
bool sys_no_new_privs(struct err *e) must_check;

#endif

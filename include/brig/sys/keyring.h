/* SPDX-License-Identifier: Apache-2.0 */
/* Session keyrings: keyrings(7). */
#ifndef BRIG_SYS_KEYRING_H
#define BRIG_SYS_KEYRING_H

#include "brig/base/err.h"

/* KEYCTL_JOIN_SESSION_KEYRING with a new anonymous keyring. */
bool sys_keyring_join(struct err *e) must_check;

/* Whether keyctl(2) can be used: false on a kernel without keyrings, and under a seccomp filter
 * that denies keyctl(2), which children of the process inherit. */
bool sys_keyring_reachable(void);

#endif

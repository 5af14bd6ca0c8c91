/* SPDX-License-Identifier: Apache-2.0 */
/* keyrings(7) */
#ifndef BRIG_SYS_KEYRING_H
#define BRIG_SYS_KEYRING_H

#include "brig/base/err.h"

/* KEYCTL_JOIN_SESSION_KEYRING with a new nameless keyring. */
bool sys_keyring_join(struct err *e) must_check;

/* There is a session keyring, and we may ask the kernel of it: not in a kernel without keys, nor
 * under a seccomp filter that denies keyctl(2), as our children then are too. */
bool sys_keyring_reachable(void);

#endif

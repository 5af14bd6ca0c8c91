/* SPDX-License-Identifier: Apache-2.0 */
/* A session keyring of the container's own, so that it does not see the caller's keys. */
#ifndef BRIG_SECURITY_KEYRING_H
#define BRIG_SECURITY_KEYRING_H

#include "brig/base/err.h"

/* Joins a new, nameless session keyring: a named one could be joined by other containers of the
 * same user. A kernel without keyrings (ENOSYS), or one that denies them (EPERM, EACCES: a seccomp
 * filter around us), is passed over, unless the caller's keyring could be used all the same; a full
 * quota is an error that names kernel.keys.maxkeys and --no-new-keyring. */
bool keyring_join(struct err *e) must_check;

#endif

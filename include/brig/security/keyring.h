/* SPDX-License-Identifier: Apache-2.0 */
/* A new session keyring, so that the container has none of the caller's keys (session-keyring(7)).
 */
#ifndef BRIG_SECURITY_KEYRING_H
#define BRIG_SECURITY_KEYRING_H

#include "brig/base/err.h"

/* Joins a new session keyring without a name: other containers of the same user could join a named
 * one. A kernel without keyrings (ENOSYS) and a refusal (EPERM, EACCES: by a seccomp filter of the
 * runtime) are no error, unless the container could use the caller's keyring. The error for a full
 * quota names kernel.keys.maxkeys and --no-new-keyring. */
bool keyring_join(struct err *e) must_check;

#endif

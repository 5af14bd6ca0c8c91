/* SPDX-License-Identifier: Apache-2.0 */
/* Locks on open files. */
#ifndef BRIG_SYS_LOCK_H
#define BRIG_SYS_LOCK_H

#include "brig/base/err.h"

/* flock(2), exclusive. Waits at most timeout_ms for the lock, then fails with ETIMEDOUT and names
 * the process that holds it. */
bool sys_lock(int fd, const char *name, int timeout_ms, struct err *e) must_check;

bool sys_unlock(int fd, const char *name, struct err *e) must_check;

#endif

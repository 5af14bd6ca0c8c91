/* SPDX-License-Identifier: Apache-2.0 */
/* Locks on open files. */
#ifndef BRIG_SYS_LOCK_H
#define BRIG_SYS_LOCK_H

#include "brig/base/err.h"

/* flock(2), exclusive; waits until it is free or for timeout_ms, then it is an error. */
bool sys_lock(int fd, const char *name, int timeout_ms, struct err *e) must_check;

bool sys_unlock(int fd, const char *name, struct err *e) must_check;

#endif

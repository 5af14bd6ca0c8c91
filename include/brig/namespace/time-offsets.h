/* SPDX-License-Identifier: Apache-2.0 */
/* Clock offsets of a new time namespace (time_namespaces(7)). */
#ifndef BRIG_NAMESPACE_TIME_OFFSETS_H
#define BRIG_NAMESPACE_TIME_OFFSETS_H

#include "brig/namespace/plan.h"

/* Opens the caller's timens_offsets while the caller's user still may. *ret is the descriptor, -1
 * when the plan has no offsets. */
bool namespace_offsets_open(const struct namespace_plan *p, int *ret, struct err *e) must_check;

/* Writes the offsets to fd, after unshare(CLONE_NEWTIME) and before the first process enters the
 * namespace. */
bool namespace_offsets_write(const struct namespace_plan *p, int fd, struct err *e) must_check;

#endif

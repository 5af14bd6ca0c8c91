/* SPDX-License-Identifier: Apache-2.0 */
/* runtime.md Delete. */
#ifndef BRIG_OPS_DELETE_H
#define BRIG_OPS_DELETE_H

#include "brig/launch/runtime.h"

/* runtime.md Delete. force: accepts every status and kills the processes first; a container that
 * does not exist is not an error. */
bool runtime_delete(struct runtime *rt, const char *id, bool force, struct err *e) must_check;

#endif

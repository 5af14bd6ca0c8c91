/* SPDX-License-Identifier: Apache-2.0 */
/* Freezes and thaws a container. */
#ifndef BRIG_OPS_PAUSE_H
#define BRIG_OPS_PAUSE_H

#include "brig/launch/runtime.h"

/* Freezes a created or running container. When it is not frozen after RUNTIME_DEADLINE_MS, thaws it
 * again and fails. Any other status is an error that names it. */
bool runtime_pause(struct runtime *rt, const char *id, struct err *e) must_check;

/* Thaws a paused container. Any other status is an error that names it. */
bool runtime_resume(struct runtime *rt, const char *id, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Freezing a container, and thawing it. */
#ifndef BRIG_OPS_PAUSE_H
#define BRIG_OPS_PAUSE_H

#include "brig/launch/runtime.h"

/* Freezes a running or created container, with a deadline of ten seconds, after which it runs on;
 * thaws a paused one. Any other state is an error that names it. */
bool runtime_pause(struct runtime *rt, const char *id, struct err *e) must_check;
bool runtime_resume(struct runtime *rt, const char *id, struct err *e) must_check;

#endif

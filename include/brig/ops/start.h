/* SPDX-License-Identifier: Apache-2.0 */
/* runtime.md Start. */
#ifndef BRIG_OPS_START_H
#define BRIG_OPS_START_H

#include "brig/launch/runtime.h"

/* runtime.md Start. The error says why the program could not be executed. */
bool runtime_start(struct runtime *rt, const char *id, struct err *e) must_check;

#endif

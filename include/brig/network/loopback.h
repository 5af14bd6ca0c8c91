/* SPDX-License-Identifier: Apache-2.0 */
/* The loopback device of the container. */
#ifndef BRIG_NETWORK_LOOPBACK_H
#define BRIG_NETWORK_LOOPBACK_H

#include "brig/network/plan.h"

/* Sets lo of the caller's network namespace up when planned. Runs in the container's namespace. */
bool loopback_apply(const struct network_plan *p, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The start of a container by run and start. */
#ifndef BRIG_SRC_OPS_START_H
#define BRIG_SRC_OPS_START_H

#include "brig/launch/trace.h"
#include "brig/ops/start.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"

/* Opens the gate of a created container (wire -1), or says to start on the wire to init that create
 * has left, which is closed, and follows init to its execve; runs the poststart hooks.
 * On a failed hook the container is gone afterwards (its directory closed too); on a program that
 * could not be executed it is stopped. Signals that come by interrupts (-1: none) end the waiting.
 */
bool runtime_start_container(struct runtime *rt, struct container *c, int wire, int interrupts,
	struct trace *t, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The start of a container, shared by start and run. */
#ifndef BRIG_SRC_OPS_START_H
#define BRIG_SRC_OPS_START_H

#include "brig/launch/trace.h"
#include "brig/ops/start.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"

/* Sends MESSAGE_START to init by sync_fd, which create has left open and which is closed
 * afterwards, or by the start socket (sync_fd -1). Follows init to its execve(2), and runs the
 * poststart hooks. A failed hook destroys the container, and closes its directory; when the program
 * cannot be executed, the container is stopped. A signal at interrupts (-1: none) ends the wait. */
bool runtime_start_container(struct runtime *rt, struct container *c, int sync_fd, int interrupts,
	struct trace *t, struct err *e) must_check;

#endif

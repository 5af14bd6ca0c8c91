/* SPDX-License-Identifier: Apache-2.0 */
/* A container as state, list and ps look at it. */
#ifndef BRIG_SRC_CMD_OPEN_CONTAINER_H
#define BRIG_SRC_CMD_OPEN_CONTAINER_H

#include "brig/cmd/command.h"
#include "brig/state/state.h"

#define NO_CONTAINER                   \
	{                              \
		.dir = -1, .pidfd = -1 \
	}

/* Opens in->id without a lock. What a crash has left without a record is an error that says how to
 * remove it. */
bool look_at(
	struct container *c, const struct runtime *rt, const char *id, struct err *e) must_check;

#endif

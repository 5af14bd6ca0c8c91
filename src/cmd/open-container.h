/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a container for commands that only read: state, list, ps. */
#ifndef BRIG_SRC_CMD_OPEN_CONTAINER_H
#define BRIG_SRC_CMD_OPEN_CONTAINER_H

#include "brig/cmd/command.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"

#define NO_CONTAINER                   \
	{                              \
		.dir = -1, .pidfd = -1 \
	}

/* Opens the container without a lock. A state directory without a record is an error: an
 * interrupted create left it. */
bool container_open_record(
	struct container *c, const struct runtime *rt, const char *id, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* One device node. */
#ifndef BRIG_SRC_MOUNT_DEVICE_NODE_H
#define BRIG_SRC_MOUNT_DEVICE_NODE_H

#include "brig/mount/device.h"

/* Makes the node called name in the directory dir, or finds that it is there already, or binds the
 * host's. */
bool device_node_make(
	const struct device_plan *d, int dir, const char *name, struct err *e) must_check;

/* A descriptor of name in dir, which is not a symbolic link and not a directory, for
 * something to be bound on: an empty file when there was nothing. -1 on error. */
int device_node_target(int dir, const char *name, struct err *e) must_check;

/* Whether fd is a node of this type and number, and nothing else: an error when not. */
bool device_node_check(
	int fd, mode_t type, dev_t number, const char *name, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* One device node. */
#ifndef BRIG_SRC_MOUNT_DEVICE_NODE_H
#define BRIG_SRC_MOUNT_DEVICE_NODE_H

#include "brig/mount/device.h"

/* Makes the node called name in the directory dir, accepts the same node that exists there, or
 * binds the host's node. */
bool device_node_make(
	const struct device_plan *d, int dir, const char *name, struct err *e) must_check;

/* A descriptor of name in dir to bind a file on: an empty file is made when there is none; a
 * symbolic link or a directory is an error. -1 on error. */
int device_node_target(int dir, const char *name, struct err *e) must_check;

/* True when fd is a node of this type and number; otherwise an error that says what fd is. */
bool device_node_check(
	int fd, mode_t type, dev_t number, const char *name, struct err *e) must_check;

#endif

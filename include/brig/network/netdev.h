/* SPDX-License-Identifier: Apache-2.0 */
/* Network devices of the host, moved into a container and back (config-linux.md Network Devices).
 * Both functions exist twice: the runtime's versions (src/network/netdev-client.c) send a request
 * to the helper program, whose versions (src/helper/netdev.c) do it by rtnetlink(7). */
#ifndef BRIG_NETWORK_NETDEV_H
#define BRIG_NETWORK_NETDEV_H

#include "brig/network/plan.h"

/* Runs in the host's network namespace; netns is a descriptor of the container's. First checks all
 * devices (each exists, its new name is free in the container), then moves each one, renames it,
 * adds its permanent global addresses again and sets it up. After a failure the devices that
 * moved are marked as such: the caller then calls network_restore(). Makes no system call when
 * there is no device. */
bool network_move(struct network_plan *p, int netns, struct err *e) must_check;

/* Undo for a create that failed: moves the marked devices back, with their host names and
 * addresses. Not for delete: the spec leaves the devices of a container that has run to the kernel.
 * Continues after a failure; *e is the first one. */
bool network_restore(struct network_plan *p, int netns, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The loopback device, and host devices that move into the container (config-linux.md Network
 * Devices). brig has no other network management. */
#ifndef BRIG_NETWORK_PLAN_H
#define BRIG_NETWORK_PLAN_H

#include "brig/base/report.h"

struct printer;
struct oci_linux;

struct network_device {
	const char *host; /* name in the runtime's network namespace */
	const char *name; /* name in the container's; may be a template: "eth%d" */
	bool template;
	bool moved;         /* set by network_move() */
	unsigned int index; /* in the container's namespace, once moved */
};

struct network_plan {
	bool loopback; /* the container has a new network namespace: set lo up */
	struct network_device *v;
	size_t n;
};

/* linux may be NULL. Refuses devices without a network namespace (new or by path), names that the
 * kernel does not accept, and two devices with the same name. */
bool network_plan(
	struct network_plan *out, const struct oci_linux *linux, struct report *r) must_check;

void network_show(const struct network_plan *p, struct printer *d);

#endif

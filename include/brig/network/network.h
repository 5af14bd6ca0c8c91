/* SPDX-License-Identifier: Apache-2.0 */
/* The loopback device, and host devices moved into the container (config-linux.md Network Devices).
 * There is no network management beyond that. */
#ifndef BRIG_NETWORK_NETWORK_H
#define BRIG_NETWORK_NETWORK_H

#include "brig/base/report.h"

struct printer;
struct oci_linux;

struct network_device {
	const char *host; /* its name in our namespace */
	const char *name; /* wanted in the container's; may be a template: "eth%d" */
	bool template;
	bool moved;         /* set by network_move() */
	unsigned int index; /* in the container's namespace, once moved */
};

struct network_plan {
	bool loopback; /* a new network namespace: set lo up */
	struct network_device *v;
	size_t n;
};

/* linux may be NULL. Refuses devices without a network namespace (new or by path), names that the
 * kernel does not take, and two devices that want one name. */
bool network_plan(
	struct network_plan *out, const struct oci_linux *linux, struct report *r) must_check;

/* In the child: sets lo up when planned. */
bool loopback_apply(const struct network_plan *p, struct err *e) must_check;

/* In the parent, in the host's namespace: checks all devices first (there, not lo, no name taken in
 * the container's), then moves each into the namespace netns (a descriptor), gives it its name and
 * its permanent global addresses again, and sets it up. On failure devices already moved stay
 * marked: call network_restore(). Nothing to move: success without a system call. */
bool network_move(struct network_plan *p, int netns, struct err *e) must_check;

/* Undo of a create that failed: devices marked as moved go back under their host names, with their
 * addresses. Never at delete: the spec leaves a device to the kernel once the container has run.
 * Goes on after a failure, reports the first. */
bool network_restore(struct network_plan *p, int netns, struct err *e) must_check;

void network_show(const struct network_plan *p, struct printer *d);

#endif

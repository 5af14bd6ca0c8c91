/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of the bus, as it travels to brig's second program. */
#ifndef BRIG_CGROUP_SYSTEMD_REQUEST_H
#define BRIG_CGROUP_SYSTEMD_REQUEST_H

#include "brig/base/serialize.h"
#include "brig/cgroup/systemd-unit.h"

enum systemd_verb {
	BUS_START = 1,
	BUS_SET,
	BUS_STOP,
};

struct systemd_request {
	enum systemd_verb verb;
	struct systemd_unit unit;
	pid_t pid;                       /* BUS_START */
	const struct cgroup_property *v; /* BUS_START, BUS_SET */
	size_t n;
};

void systemd_request_write(const struct systemd_request *request, struct serializer *to);

/* In the arena of the pack; texts lie in the pack. */
bool systemd_request_read(
	struct systemd_request *ret, struct serializer *from, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of the bus, as it travels to brig's second program. */
#ifndef BRIG_CGROUP_SYSTEMD_REQUEST_H
#define BRIG_CGROUP_SYSTEMD_REQUEST_H

#include "brig/base/serialize.h"
#include "brig/cgroup/systemd-unit.h"

enum bus_verb {
	BUS_START = 1,
	BUS_SET,
	BUS_STOP,
};

struct bus_request {
	enum bus_verb verb;
	struct bus_unit unit;
	pid_t pid;                       /* BUS_START */
	const struct cgroup_property *v; /* BUS_START, BUS_SET */
	size_t n;
};

void bus_request_pack(const struct bus_request *request, struct pack *to);

/* In the arena of the pack; texts lie in the pack. */
bool bus_request_unpack(struct bus_request *ret, struct pack *from, struct err *e) must_check;

#endif

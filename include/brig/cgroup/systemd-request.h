/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to systemd in the form in which brig sends them to the helper program. */
#ifndef BRIG_CGROUP_SYSTEMD_REQUEST_H
#define BRIG_CGROUP_SYSTEMD_REQUEST_H

#include "brig/base/serialize.h"
#include "brig/cgroup/systemd-client.h"

enum systemd_verb {
	SYSTEMD_START = 1,
	SYSTEMD_SET,
	SYSTEMD_STOP,
};

struct systemd_request {
	enum systemd_verb verb;
	struct systemd_unit unit;
	pid_t pid;                       /* SYSTEMD_START */
	const struct cgroup_property *v; /* SYSTEMD_START, SYSTEMD_SET */
	size_t n;
};

void systemd_request_write(const struct systemd_request *request, struct serializer *to);

/* Parses a request; memory is in the arena of the serializer, strings are in its buffer. */
bool systemd_request_read(
	struct systemd_request *ret, struct serializer *from, struct err *e) must_check;

#endif

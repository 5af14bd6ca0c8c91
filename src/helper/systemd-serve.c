/* SPDX-License-Identifier: Apache-2.0 */
/* The bus in brig's second program: what bus-ask.c asks for. */
#include "systemd-serve.h"
#include "brig/cgroup/systemd-request.h"

static bool serve(const struct bus_request *r, struct err *e)
{
	switch (r->verb) {
	case BUS_START:
		return bus_start(&r->unit, r->v, r->n, r->pid, e);
	case BUS_SET:
		return bus_set(&r->unit, r->v, r->n, e);
	case BUS_STOP:
		return bus_stop(&r->unit, e);
	}
	return fail(e, "a request of the bus is unknown: %d", (int)r->verb);
}

bool cgroup_serve(struct pack *request, struct err *e)
{
	struct bus_request r;

	return bus_request_unpack(&r, request, e) && serve(&r, e);
}

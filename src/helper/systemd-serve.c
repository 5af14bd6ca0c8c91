/* SPDX-License-Identifier: Apache-2.0 */
/* Server side of the systemd requests; src/cgroup/systemd/systemd-client.c is the client side. */
#include "systemd-serve.h"
#include "brig/cgroup/systemd-request.h"

static bool serve(const struct systemd_request *r, struct err *e)
{
	switch (r->verb) {
	case SYSTEMD_START:
		return systemd_start_scope(&r->unit, r->v, r->n, r->pid, e);
	case SYSTEMD_SET:
		return systemd_set_properties(&r->unit, r->v, r->n, e);
	case SYSTEMD_STOP:
		return systemd_stop_scope(&r->unit, e);
	}
	return fail(e, "unknown systemd request %d", (int)r->verb);
}

bool systemd_serve(struct serializer *request, struct err *e)
{
	struct systemd_request r;

	return systemd_request_read(&r, request, e) && serve(&r, e);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The bus as brig itself reaches it: its second program does the talking (bus-serve.c). */
#include "brig/cgroup/systemd-request.h"
#include "brig/sys/helper.h"

/* More than the conversation may take: it gives up first, and says of what. */
enum { GRACE_MS = 10000 };

bool bus_built(void)
{
	return true;
}

static bool ask(const struct bus_request *request, struct err *e)
{
	autoarena struct arena a = {0};
	struct pack packed = {.arena = &a}, answer = {.arena = &a};

	bus_request_pack(request, &packed);
	return sys_aid_ask(
		       SYS_AID_BUS, &packed, -1, request->unit.timeout_ms + GRACE_MS, &answer, e) ||
	       fail_in(e, "cgroup");
}

bool bus_start(const struct bus_unit *u, const struct cgroup_property *v, size_t n, pid_t pid,
	struct err *e)
{
	return ask(&(struct bus_request){BUS_START, *u, pid, v, n}, e);
}

bool bus_set(const struct bus_unit *u, const struct cgroup_property *v, size_t n, struct err *e)
{
	return ask(&(struct bus_request){BUS_SET, *u, 0, v, n}, e);
}

bool bus_stop(const struct bus_unit *u, struct err *e)
{
	return ask(&(struct bus_request){.verb = BUS_STOP, .unit = *u}, e);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The bus as brig itself reaches it: its second program does the talking (bus-serve.c). */
#include "brig/cgroup/systemd-request.h"
#include "brig/sys/helper.h"

/* More than the conversation may take: it gives up first, and says of what. */
enum { GRACE_MS = 10000 };

bool systemd_is_built(void)
{
	return true;
}

static bool ask(const struct systemd_request *request, struct err *e)
{
	autoarena struct arena a = {0};
	struct serializer packed = {.arena = &a}, answer = {.arena = &a};

	systemd_request_write(request, &packed);
	return sys_helper_ask(SYS_HELPER_SYSTEMD, &packed, -1, request->unit.timeout_ms + GRACE_MS,
		       &answer, e) ||
	       fail_in(e, "cgroup");
}

bool systemd_start_scope(const struct systemd_unit *u, const struct cgroup_property *v, size_t n,
	pid_t pid, struct err *e)
{
	return ask(&(struct systemd_request){BUS_START, *u, pid, v, n}, e);
}

bool systemd_set_properties(
	const struct systemd_unit *u, const struct cgroup_property *v, size_t n, struct err *e)
{
	return ask(&(struct systemd_request){BUS_SET, *u, 0, v, n}, e);
}

bool systemd_stop_scope(const struct systemd_unit *u, struct err *e)
{
	return ask(&(struct systemd_request){.verb = BUS_STOP, .unit = *u}, e);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Calls systemd through the helper program, which talks D-Bus (src/helper/systemd-serve.c). */
#include "brig/cgroup/systemd-client.h"

#include "brig/cgroup/systemd-request.h"
#include "brig/sys/helper.h"

/* Added to the request's timeout, so that the helper program reaches its own timeout first and
 * reports what it waited for. */
enum { GRACE_MS = 10000 };

bool systemd_is_built(void)
{
	return true;
}

static bool call_helper(const struct systemd_request *request, struct err *e)
{
	autoarena struct arena a = {0};
	struct serializer serialized = {.arena = &a}, answer = {.arena = &a};

	systemd_request_write(request, &serialized);
	return sys_helper_ask(SYS_HELPER_SYSTEMD, &serialized, -1,
		       request->unit.timeout_ms + GRACE_MS, &answer, e) ||
	       fail_in(e, "cgroup");
}

bool systemd_start_scope(const struct systemd_unit *u, const struct cgroup_property *v, size_t n,
	pid_t pid, struct err *e)
{
	return call_helper(&(struct systemd_request){SYSTEMD_START, *u, pid, v, n}, e);
}

bool systemd_set_properties(
	const struct systemd_unit *u, const struct cgroup_property *v, size_t n, struct err *e)
{
	return call_helper(&(struct systemd_request){SYSTEMD_SET, *u, 0, v, n}, e);
}

bool systemd_stop_scope(const struct systemd_unit *u, struct err *e)
{
	return call_helper(&(struct systemd_request){.verb = SYSTEMD_STOP, .unit = *u}, e);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* In place of bus.c where sd-bus was left out of the build; the plan refuses the driver. */
#include "brig/cgroup/systemd-unit.h"

bool systemd_is_built(void)
{
	return false;
}

bool systemd_start_scope(const struct systemd_unit *u, const struct cgroup_property *v, size_t n,
	pid_t pid, struct err *e)
{
	(void)v;
	(void)n;
	(void)pid;
	return fail(e, "%s: built without systemd", u->name);
}

bool systemd_set_properties(
	const struct systemd_unit *u, const struct cgroup_property *v, size_t n, struct err *e)
{
	(void)v;
	(void)n;
	return fail(e, "%s: built without systemd", u->name);
}

bool systemd_stop_scope(const struct systemd_unit *u, struct err *e)
{
	return fail(e, "%s: built without systemd", u->name);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Stubs for a build without sd-bus; cgroup_plan() refuses the systemd driver before they are
 * called. */
#include "brig/cgroup/systemd-client.h"

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
	return fail(e, "%s: this brig was built without the systemd driver", u->name);
}

bool systemd_set_properties(
	const struct systemd_unit *u, const struct cgroup_property *v, size_t n, struct err *e)
{
	(void)v;
	(void)n;
	return fail(e, "%s: this brig was built without the systemd driver", u->name);
}

bool systemd_stop_scope(const struct systemd_unit *u, struct err *e)
{
	return fail(e, "%s: this brig was built without the systemd driver", u->name);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Calls the functions of the driver that the plan or the record names. */
#include "brig/cgroup/cgroup.h"

#include "brig/cgroup/record.h"
#include "brig/sys/cgroupfs.h"
#include "driver.h"

bool cgroup_create(struct cgroup_plan *p, enum cgroup_part part, struct err *e)
{
	const struct cgroup_driver_ops *ops = cgroup_driver_ops(p->driver);

	return !ops->create || ops->create(p, part, e);
}

bool v1_groups_may_follow_clone(const struct cgroup_plan *p)
{
	if (!cgroup_can_enter(p, 1) || p->optional)
		return false;
	for (size_t i = 0; i < p->groups.n; i++)
		if (!p->groups.v[i].unified)
			return true;
	return false;
}

bool cgroup_limit(const struct cgroup_plan *p, struct err *e)
{
	const struct cgroup_driver_ops *ops = cgroup_driver_ops(p->driver);

	return !ops->limit || ops->limit(p, e);
}

bool cgroup_attach(const struct cgroup_plan *p, pid_t pid, bool cloned_into, struct err *e)
{
	const struct cgroup_driver_ops *ops = cgroup_driver_ops(p->driver);

	return !ops->attach || ops->attach(p, pid, cloned_into, e);
}

bool cgroup_destroy(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	const struct cgroup_driver_ops *ops = cgroup_driver_ops(ref->driver);

	return !ops->destroy || ops->destroy(ref, timeout_ms, e);
}

/* pids.max 1 has no room for a second process; pids.max 0 (late) is written after all have joined.
 */
bool cgroup_can_enter(const struct cgroup_plan *p, int n)
{
	for (size_t i = 0; i < p->n_settings; i++) {
		const struct cgroup_setting *s = &p->settings[i];

		if (s->late || (str_eq(s->file, "pids.max") && n > 1 && str_eq(s->value, "1")))
			return false;
	}
	return p->driver == CGROUP_FS;
}

int cgroup_open(const struct cgroup_plan *p, struct err *e)
{
	const struct cgroup_group *g = p->clone_into_cgroup ? cgroup_set_unified(&p->groups) : NULL;

	if (!g)
		return fail_fd(fail(e, "the container has no cgroup in cgroup v2"));
	return sys_cgroup_open(g->mount, g->path, e);
}

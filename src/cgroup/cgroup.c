/* SPDX-License-Identifier: Apache-2.0 */
/* Calls the functions of the driver that the plan or the record names. */
#include "driver.h"

#include "brig/sys/cgroupfs.h"

static bool none_create(struct cgroup_plan *p, enum cgroup_part part, struct err *e)
{
	(void)p;
	(void)part;
	(void)e;
	return true;
}

static bool none_limit(const struct cgroup_plan *p, struct err *e)
{
	(void)p;
	(void)e;
	return true;
}

static bool none_attach(const struct cgroup_plan *p, pid_t pid, bool born, struct err *e)
{
	(void)p;
	(void)pid;
	(void)born;
	(void)e;
	return true;
}

static bool none_destroy(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	(void)ref;
	(void)timeout_ms;
	(void)e;
	return true;
}

static bool none_updated(const struct cgroup_update *u, struct err *e)
{
	(void)u;
	(void)e;
	return true;
}

static const struct cgroup_driver_ops none_ops = {
	none_create, none_limit, none_attach, none_destroy, none_updated};

const struct cgroup_driver_ops *cgroup_driver_ops(enum cgroup_driver driver)
{
	switch (driver) {
	case CGROUP_FS:
		return &cgroup_fs_ops;
	case CGROUP_SYSTEMD:
		return &cgroup_systemd_ops;
	case CGROUP_NONE:
		break;
	}
	return &none_ops;
}

bool cgroup_create(struct cgroup_plan *p, enum cgroup_part part, struct err *e)
{
	return cgroup_driver_ops(p->driver)->create(p, part, e);
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
	return cgroup_driver_ops(p->driver)->limit(p, e);
}

bool cgroup_attach(const struct cgroup_plan *p, pid_t pid, bool born, struct err *e)
{
	return cgroup_driver_ops(p->driver)->attach(p, pid, born, e);
}

bool cgroup_destroy(const struct cgroup_ref *ref, int timeout_ms, struct err *e)
{
	return cgroup_driver_ops(ref->driver)->destroy(ref, timeout_ms, e);
}

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
	for (size_t i = 0; p->clone_into_cgroup && i < p->groups.n; i++)
		if (p->groups.v[i].unified)
			return sys_cgroup_open(p->groups.v[i].mount, p->groups.v[i].path, e);
	return fail_fd(fail(e, "the container has no cgroup in cgroup v2"));
}

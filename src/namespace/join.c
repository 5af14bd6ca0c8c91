/* SPDX-License-Identifier: Apache-2.0 */
/* Opens and joins namespaces of other processes. */
#include "brig/namespace/join.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>

#include "brig/sys/file.h"
#include "brig/sys/process.h"

int namespace_find_shared(const struct oci_linux *l, int flags)
{
	int shared = 0;

	for (size_t i = 0; l && i < l->namespaces.n; i++) {
		const struct oci_namespace *ns = &l->namespaces.v[i];
		const struct namespace_kind *kind = namespace_kind_of(ns->type);
		char own[32];

		if (!ns->path || !(kind->flag & flags))
			continue;
		snprintf(own, sizeof(own), "/proc/self/ns/%s", kind->file);
		if (sys_same_file(ns->path, own))
			shared |= kind->flag;
	}
	return shared;
}

bool namespace_open(const struct namespace_plan *p, int *fds, struct err *e)
{
	for (size_t i = 0; i < p->njoins; i++)
		fds[i] = -1;
	for (size_t i = 0; i < p->njoins; i++) {
		const struct namespace_join *j = &p->joins[i];
		int type;

		fds[i] = sys_open_at(AT_FDCWD, j->path, O_RDONLY | O_NONBLOCK | O_NOCTTY, e);
		if (fds[i] < 0)
			return fail_in(e, "%s namespace", j->kind->name);
		type = sys_ns_type(fds[i], j->path, e);
		if (type < 0)
			return fail_in(e, "%s namespace", j->kind->name);
		if (type != j->kind->flag)
			return fail(e, "%s is not a %s namespace but one of another kind", j->path,
				j->kind->name);
	}
	return true;
}

int namespace_opened(const struct namespace_plan *p, const int *fds, int flag)
{
	for (size_t i = 0; i < p->njoins; i++)
		if (p->joins[i].kind->flag == flag)
			return fds[i];
	return -1;
}

static bool join(const struct namespace_join *j, int fd, struct err *e)
{
	return sys_setns(fd, j->kind->flag, j->path, e) ||
	       fail_in(e, "%s namespace", j->kind->name);
}

bool namespace_join(const struct namespace_plan *p, const int *fds, int flags, struct err *e)
{
	for (size_t i = 0; i < p->njoins; i++)
		if ((p->joins[i].kind->flag & flags) && !join(&p->joins[i], fds[i], e))
			return false;
	return true;
}

bool namespace_join_early(const struct namespace_plan *p, const int *fds, int *ret, struct err *e)
{
	*ret = 0;
	for (size_t i = 0; i < p->njoins; i++) {
		const struct namespace_join *j = &p->joins[i];

		if (j->kind->flag == CLONE_NEWUSER)
			continue;
		if (join(j, fds[i], e))
			*ret |= j->kind->flag;
		else if (e->code != EPERM)
			return false;
	}
	return true;
}

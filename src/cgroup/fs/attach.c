/* SPDX-License-Identifier: Apache-2.0 */
/* Moves processes into the cgroups of an existing container. */
#include "brig/cgroup/attach.h"

#include <stdio.h>

#include "brig/base/fd.h"
#include "brig/sys/cgroupfs.h"
#include "record.h"

int cgroup_ref_open(const struct cgroup_ref *ref, struct err *e)
{
	autoarena struct arena a = {0};
	const struct cgroup_lines init = record_init_lines(ref, &a);
	const struct cgroup_group *g = cgroup_set_unified(&ref->groups);

	if (!g)
		return fail_fd(fail(e, "the container has no cgroup in cgroup v2"));
	return sys_cgroup_open(g->mount, record_entry_path(&init, g), e);
}

bool cgroup_ref_enter(const struct cgroup_ref *ref, struct err *e)
{
	autoarena struct arena a = {0};
	const struct cgroup_lines init = record_init_lines(ref, &a);
	autobatch struct fd_batch written = {0};

	for (size_t i = 0; i < ref->groups.n; i++) {
		const struct cgroup_group *g = &ref->groups.v[i];
		int fd;

		if (g->unified)
			continue;
		fd = sys_cgroup_put(g->mount, record_entry_path(&init, g), "tasks", "0", e);
		if (fd < 0)
			return fail_in(e, "enter the container's cgroup%s",
				e->code == ENOSPC ? " (cpuset.cpus or cpuset.mems is empty)" : "");
		fd_batch_add(&written, &fd);
	}
	return true;
}

bool cgroup_ref_attach(const struct cgroup_ref *ref, pid_t pid, struct err *e)
{
	autoarena struct arena a = {0};
	const struct cgroup_lines init = record_init_lines(ref, &a);
	char text[32];

	snprintf(text, sizeof(text), "%d", pid);
	for (size_t i = 0; i < ref->groups.n; i++) {
		const struct cgroup_group *g = &ref->groups.v[i];

		if (!sys_cgroup_write(
			    g->mount, record_entry_path(&init, g), "cgroup.procs", text, e))
			return fail_in(e, "move process %d into the container's cgroup", pid);
	}
	return true;
}

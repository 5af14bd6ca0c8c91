/* SPDX-License-Identifier: Apache-2.0 */
/* Events of the OOM killer in a container. */
#ifndef BRIG_CGROUP_OOM_EVENTS_H
#define BRIG_CGROUP_OOM_EVENTS_H

#include <stdint.h>

#include "brig/base/err.h"

struct cgroup_group;
struct cgroup_ref;

/* How many processes the OOM killer has killed in a cgroup that brig made; 0 if the kernel does not
 * count them. */
uint64_t cgroup_oom_kills(const struct cgroup_ref *ref);

/* Whether the cgroup that counted them does not exist any more: systemd removes an empty scope. */
bool cgroup_oom_count_lost(const struct cgroup_ref *ref);

struct cgroup_oom {
	const struct cgroup_group *group; /* with the memory controller; NULL if there is none */
	int fd;         /* for poll(2); -1 if the kernel has no event, only the count */
	short events;   /* POLLIN or POLLPRI */
	uint64_t kills; /* at the last call */
};

/* Begins to watch: memory.events of cgroup2; on v1 memory.oom_control by an eventfd(2), which also
 * reports that memory ran out while the OOM killer is disabled. The caller closes fd. ref must live
 * as long. */
bool cgroup_oom_open(
	struct cgroup_oom *out, const struct cgroup_ref *ref, struct err *e) must_check;

/* Whether memory ran out since the last call. Never waits. On v1 events before the removal of the
 * cgroup are still reported. */
bool cgroup_oom_read(struct cgroup_oom *w);

#endif

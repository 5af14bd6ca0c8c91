/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the statistics that their files share. */
#ifndef BRIG_SRC_CGROUP_STATS_STATS_INSIDE_H
#define BRIG_SRC_CGROUP_STATS_STATS_INSIDE_H

#include "brig/cgroup/stats.h"
#include "brig/json/printer.h"

struct stats {
	const struct cgroup_ref *ref;
	struct arena *arena;
	struct printer *doc;
};

/* The group that has the controller's files: v1 where it is bound there. NULL: there is none. */
const struct cgroup_group *stats_home(const struct stats *s, const char *controller);

/* The text of a file, NULL when it is not there or empty. */
const char *stats_text(const struct stats *s, const struct cgroup_group *g, const char *file);

/* The object "psi" of a pressure file, which only cgroup2 has. */
void stats_pressure(const struct stats *s, const char *file);

void stats_blkio(const struct stats *s);
void stats_hugetlb(const struct stats *s);
void stats_rdma(const struct stats *s);

#endif

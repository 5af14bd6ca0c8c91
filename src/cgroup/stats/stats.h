/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that the files of the statistics share. */
#ifndef BRIG_SRC_CGROUP_STATS_STATS_H
#define BRIG_SRC_CGROUP_STATS_STATS_H

#include "brig/cgroup/record.h"
#include "brig/cgroup/stats.h"
#include "brig/json/printer.h"

struct stats {
	const struct cgroup_ref *ref;
	struct arena *arena;
	struct printer *doc;
};

/* The cgroup that has the controller's files; NULL if there is none. */
const struct cgroup_group *stats_home(const struct stats *s, const char *controller);

/* The content of a file; NULL if it does not exist or is empty. */
const char *stats_text(const struct stats *s, const struct cgroup_group *g, const char *file);

/* Adds the object "psi" from a pressure file, which only cgroup2 has. */
void stats_pressure(const struct stats *s, const char *file);

#endif

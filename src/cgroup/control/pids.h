/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of processes, shared by kill.c and freeze.c. */
#ifndef BRIG_SRC_CGROUP_CONTROL_PIDS_H
#define BRIG_SRC_CGROUP_CONTROL_PIDS_H

#include "brig/cgroup/pids.h"
#include "brig/cgroup/record.h"
#include "fs/walk.h"

/* The cgroups whose processes are listed: cgroup2, and one v1 hierarchy. A process may have been
 * moved out of one and not out of the other. */
size_t pids_groups(const struct cgroup_ref *ref, const struct cgroup_group *ret[2]);

/* Whether the cgroup or one beneath it may have processes. On cgroup2 this needs no walk through
 * the tree. */
bool pids_is_populated(const struct cgroup_group *g);

void pids_sort(struct walk_pid_list *pids);

/* Whether the pid is among the first n of a sorted list. */
bool pids_contain(const struct walk_pid_list *sorted, size_t n, pid_t pid);

/* Sets the error's code to ETIMEDOUT and names up to eight processes in its text: all if the cgroup
 * does not thaw (frozen), those outside of the freezer if it does not freeze. */
void error_add_blocked_pids(const struct cgroup_ref *ref, bool frozen, struct err *e);

#endif

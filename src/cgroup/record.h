/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of control that its files share. */
#ifndef BRIG_SRC_CGROUP_RECORD_H
#define BRIG_SRC_CGROUP_RECORD_H

#include "brig/cgroup/control.h"
#include "fs/procfs-parse.h"
#include "fs/walk.h"

/* Where init is in every hierarchy, in the arena; nothing when that can't be told. */
struct cgroup_lines record_init_lines(const struct cgroup_ref *ref, struct arena *a);

/* Where that is in the hierarchy of g; the group's own path when nothing is known or it lies
 * outside of what the mount shows. */
const char *record_init_path(const struct cgroup_lines *init, const struct cgroup_group *g);

/* Whether path is the group or beneath it. */
bool record_is_beneath(const struct cgroup_group *g, const char *path);

/* Where a process enters: the container's group, or the one beneath it that init has moved to (as
 * systemd does). */
const char *record_entry_path(const struct cgroup_lines *init, const struct cgroup_group *g);

/* Makes an error one of a deadline, and names the processes (eight at most): of a group that does
 * not thaw (frozen) all, of one that does not freeze those that are not seen in the freezer. */
void error_add_blocked_pids(const struct cgroup_ref *ref, bool frozen, struct err *e);

/* Thaws what cgroup_freeze() has frozen, without waiting and without looking beneath. */
void thaw_frozen_groups(const struct cgroup_ref *ref);

/* Thaws all, without waiting. */
void thaw_groups(const struct cgroup_ref *ref);

#endif

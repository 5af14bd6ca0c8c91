/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroups that the container's init is in. */
#ifndef BRIG_SRC_CGROUP_RECORD_H
#define BRIG_SRC_CGROUP_RECORD_H

#include "brig/cgroup/record.h"
#include "fs/procfs-parse.h"

/* /proc/PID/cgroup of init, in the arena; no lines if init has ended. */
struct cgroup_lines record_init_lines(const struct cgroup_ref *ref, struct arena *a);

/* The path of init in the hierarchy of g; the path of g if it is not known, or outside of the
 * mount.
 */
const char *record_init_path(const struct cgroup_lines *init, const struct cgroup_group *g);

/* Whether path is the cgroup or beneath it. */
bool record_is_beneath(const struct cgroup_group *g, const char *path);

/* The path that a new process enters: that of init if it is beneath the container's cgroup, else
 * the container's. systemd in a container moves init to a cgroup beneath. */
const char *record_entry_path(const struct cgroup_lines *init, const struct cgroup_group *g);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Moves processes into the cgroups of an existing container. Each function takes the cgroup that
 * init is in, if that is beneath the container's own, as it is when systemd runs in the container.
 */
#ifndef BRIG_CGROUP_ATTACH_H
#define BRIG_CGROUP_ATTACH_H

#include <sys/types.h>

#include "brig/base/err.h"

struct cgroup_ref;

/* A descriptor of the cgroup2 cgroup for CLONE_INTO_CGROUP; -1 with an error if there is none. */
int cgroup_ref_open(const struct cgroup_ref *ref, struct err *e) must_check;

/* Moves the calling process, which must have one thread, into the v1 cgroups. Moving another
 * process on v1 takes a lock that waits for an RCU grace period (11 ms); a single-threaded process
 * that moves itself does not (0.3 ms). */
bool cgroup_ref_enter(const struct cgroup_ref *ref, struct err *e) must_check;

/* Moves a process into all cgroups of the container. */
bool cgroup_ref_attach(const struct cgroup_ref *ref, pid_t pid, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Signals the processes of a container. */
#ifndef BRIG_CGROUP_KILL_H
#define BRIG_CGROUP_KILL_H

#include "brig/base/err.h"

struct cgroup_ref;

/* Signals every process of the cgroup and of those beneath it. SIGKILL is sent by cgroup.kill if
 * the kernel has it (5.14). Otherwise the cgroup is frozen, every process is signalled, and the
 * cgroup is thawed, so that no process escapes by fork(2). SIGKILL also thaws a cgroup that was
 * frozen before. A cgroup that does not exist is no error. */
bool cgroup_kill(const struct cgroup_ref *ref, int sig, struct err *e) must_check;

#endif

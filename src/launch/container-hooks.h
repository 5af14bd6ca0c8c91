/* SPDX-License-Identifier: Apache-2.0 */
/* createContainer hooks of a container that joins a pid namespace. Before the pivot a hook has the
 * host's root and is not hidden once it is executed: in the joined namespaces a process with
 * CAP_SYS_PTRACE could open the host's root by /proc/PID/root. A process outside of the pid
 * namespace therefore runs these hooks. */
#ifndef BRIG_SRC_LAUNCH_CONTAINER_HOOKS_H
#define BRIG_SRC_LAUNCH_CONTAINER_HOOKS_H

#include "brig/launch/parent.h"
#include "brig/launch/sync.h"
#include "child.h"

/* Whether the container has such hooks. */
bool container_hooks_outside(const struct launch *l);

/* Intermediate process: sends a MESSAGE_NAMESPACE for each of its namespaces. */
bool container_hooks_send(struct launch_child *lc, struct err *e) must_check;

/* Runtime: keeps the namespace of one of these messages. */
bool container_hooks_receive(
	struct launch_parent *lp, struct received *m, struct err *e) must_check;

/* Runtime: runs the hooks in these namespaces. */
bool container_hooks_run(struct launch_parent *lp, struct err *e) must_check;

#endif

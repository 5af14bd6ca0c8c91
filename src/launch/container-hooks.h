/* SPDX-License-Identifier: Apache-2.0 */
/* createContainer hooks from outside of a pid namespace of others. A hook has the host's root, and
 * is not hidden once it is executed: a process with CAP_SYS_PTRACE in a pid and user namespace that
 * it shares could open the host's root by /proc/PID/root. */
#ifndef BRIG_SRC_LAUNCH_CONTAINER_HOOKS_H
#define BRIG_SRC_LAUNCH_CONTAINER_HOOKS_H

#include "brig/launch/parent.h"
#include "brig/launch/sync.h"
#include "child.h"

/* Whether the hooks run so. */
bool container_hooks_outside(const struct launch *l);

/* Intermediate process: sends its namespaces. Parent: takes one of these messages. */
bool container_hooks_send(struct launch_child *lc, struct err *e) must_check;
bool container_hooks_take(struct launch_parent *lp, struct received *m, struct err *e) must_check;

/* Parent: runs the hooks in those namespaces. */
bool container_hooks_run(struct launch_parent *lp, struct err *e) must_check;

#endif

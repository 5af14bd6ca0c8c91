/* SPDX-License-Identifier: Apache-2.0 */
/* The container's first process. */
#ifndef BRIG_SRC_LAUNCH_INIT_H
#define BRIG_SRC_LAUNCH_INIT_H

#include "steps.h"

/* Runs init, from clone to execve(2). */
_Noreturn void init_main(struct launch_child *lc);

/* Up to a root that is a mount of its own; and the steps that replace these and container_steps in
 * a joined pid namespace, where the intermediate process mounts the root. */
extern const struct child_steps namespace_steps, waiting_steps;

/* init or the intermediate process: up to the hooks that run before the pivot. */
extern const struct child_steps container_steps;

/* From the pivot to the start socket, and from there to execve(2). */
extern const struct child_steps process_steps, start_steps;

/* Steps that the intermediate process takes instead of init in a joined pid namespace. */
bool step_propagation(struct launch_child *lc, struct err *e) must_check;
bool step_rootfs(struct launch_child *lc, struct err *e) must_check;

#endif

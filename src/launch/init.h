/* SPDX-License-Identifier: Apache-2.0 */
/* The container's first process. */
#ifndef BRIG_SRC_LAUNCH_INIT_H
#define BRIG_SRC_LAUNCH_INIT_H

#include "child.h"

/* The life of init, from clone to execve. */
_Noreturn void init_main(struct launch_child *lc);

/* Steps that the intermediate process takes in init's place in a pid namespace of others. */
bool step_propagation(struct launch_child *lc, struct err *e) must_check;
bool step_rootfs(struct launch_child *lc, struct err *e) must_check;

#endif

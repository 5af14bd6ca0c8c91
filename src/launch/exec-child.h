/* SPDX-License-Identifier: Apache-2.0 */
/* The children of exec: its intermediate process and the process itself. */
#ifndef BRIG_SRC_LAUNCH_EXEC_CHILD_H
#define BRIG_SRC_LAUNCH_EXEC_CHILD_H

#include "steps.h"

/* Whether the runtime has work to do between MESSAGE_READY and MESSAGE_DONE; otherwise neither is
 * sent. */
bool exec_child_waits(const struct launch *l);

/* Runs exec's intermediate process, and in its child the process of exec. */
void exec_intermediate_main(struct launch_child *lc) __attribute__((noreturn));

/* The intermediate process up to the clone, and the process of exec up to execve(2). */
extern const struct child_steps exec_intermediate_steps, exec_steps;

#endif

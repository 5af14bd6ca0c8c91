/* SPDX-License-Identifier: Apache-2.0 */
/* The processes of exec inside the container. */
#ifndef BRIG_SRC_LAUNCH_EXEC_CHILD_H
#define BRIG_SRC_LAUNCH_EXEC_CHILD_H

#include "child.h"

/* Whether the parent has work between the messages READY and DONE; otherwise there is neither. */
bool exec_child_waits(const struct launch *l);

/* The life of exec's intermediate process: what needs the host's rights, then into the namespaces,
 * then the clone of the process itself. */
void exec_intermediate_main(struct launch_child *lc) __attribute__((noreturn));

#endif

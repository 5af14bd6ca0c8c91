/* SPDX-License-Identifier: Apache-2.0 */
/* The process between the runtime and init. */
#ifndef BRIG_SRC_LAUNCH_INTERMEDIATE_H
#define BRIG_SRC_LAUNCH_INTERMEDIATE_H

#include "steps.h"

/* Runs the intermediate process, and in its child init. */
void intermediate_main(struct launch_child *lc) __attribute__((noreturn));

/* Up to the clone of init; and, where the intermediate process mounts the root, after
 * container_steps. */
extern const struct child_steps intermediate_steps, outside_steps;

#endif

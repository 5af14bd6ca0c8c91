/* SPDX-License-Identifier: Apache-2.0 */
/* The process between the runtime and init. */
#ifndef BRIG_SRC_LAUNCH_INTERMEDIATE_H
#define BRIG_SRC_LAUNCH_INTERMEDIATE_H

#include "child.h"

/* The life of the intermediate process. */
void intermediate_main(struct launch_child *lc) __attribute__((noreturn));

#endif

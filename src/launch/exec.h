/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of exec in the runtime. */
#ifndef BRIG_SRC_LAUNCH_EXEC_H
#define BRIG_SRC_LAUNCH_EXEC_H

#include "steps.h"

extern const struct parent_steps exec_parent_steps;

#endif

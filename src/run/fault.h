/* SPDX-License-Identifier: Apache-2.0 */
/* Making a step fail, in builds for tests (-Dfault=true). */
#ifndef BRIG_RUN_FAULT_H
#define BRIG_RUN_FAULT_H

#include "brig/base/err.h"

/* Whether the step is to fail now, with e filled: BRIG_FAULT in the environment names it. Never in
 * other builds. */
bool fault_before(const char *step, struct err *e);

/* After the step: kills the process with SIGKILL when BRIG_FAULT_KILL names it. */
void fault_after(const char *step);

#endif

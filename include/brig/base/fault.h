/* SPDX-License-Identifier: Apache-2.0 */
/* Fault points, which make a step fail or a process stop, in builds for tests (-Dfault=true); other
 * builds have empty functions. */
#ifndef BRIG_BASE_FAULT_H
#define BRIG_BASE_FAULT_H

#include "brig/base/err.h"

/* Reads BRIG_FAULT, BRIG_FAULT_KILL and BRIG_FAULT_STOP from the environment; the runtime calls it
 * before it creates children. */
void fault_init(void);

/* Whether BRIG_FAULT names the step, so that it has to fail; e is filled then. */
bool fault_before(const char *step, struct err *e);

/* After the step: kills the process with SIGKILL when BRIG_FAULT_KILL names it. */
void fault_after(const char *step);

/* When BRIG_FAULT_STOP is "all" or this name, a child of the runtime (not the runtime) changes its
 * comm name to "=name" (15 bytes at most), waits for SIGUSR2, and restores its name. A child of
 * vfork(2) may call it too. */
void fault_stop(const char *name);

#endif

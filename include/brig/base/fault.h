/* SPDX-License-Identifier: Apache-2.0 */
/* Making a step fail, or a process stop there, in builds for tests (-Dfault=true); nothing of it in
 * others. */
#ifndef BRIG_BASE_FAULT_H
#define BRIG_BASE_FAULT_H

#include "brig/base/err.h"

/* Keeps what BRIG_FAULT, BRIG_FAULT_KILL and BRIG_FAULT_STOP in the environment say; called by the
 * runtime, before it has children. */
void fault_init(void);

/* Whether the step is to fail now, with e filled: BRIG_FAULT names it. */
bool fault_before(const char *step, struct err *e);

/* After the step: kills the process with SIGKILL when BRIG_FAULT_KILL names it. */
void fault_after(const char *step);

/* Where BRIG_FAULT_STOP is "all" or this name, a child of the runtime (not itself) calls itself
 * "=name" (of which 15 bytes stay) and waits for SIGUSR2, then goes on as before. Also for the
 * child of a vfork(2). */
void fault_stop(const char *name);

#endif

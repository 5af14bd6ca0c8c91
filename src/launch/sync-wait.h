/* SPDX-License-Identifier: Apache-2.0 */
/* The runtime's waits for a process of its own. */
#ifndef BRIG_SRC_LAUNCH_SYNC_WAIT_H
#define BRIG_SRC_LAUNCH_SYNC_WAIT_H

#include <sys/types.h>

#include "brig/base/err.h"

struct sync_wait {
	pid_t pid;
	int sync_fd;
	int interrupts; /* a signalfd; -1: signals do what they do */
	int hooks_ms;   /* that it may spend in hooks, where it only waits; -1: as long as they like
			 */
};

/* Until there is a message, or the end of the wire. An error (code ETIMEDOUT) when the process was
 * stopped by a signal, or does nothing for 15 s so that it must be stuck; for what it works on it
 * has ten minutes. An error
 * (code EINTR) when a signal wants us to end. */
bool sync_wait(const struct sync_wait *who, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The runtime's waits for its children. */
#ifndef BRIG_SRC_LAUNCH_SYNC_WAIT_H
#define BRIG_SRC_LAUNCH_SYNC_WAIT_H

#include <sys/types.h>

#include "brig/base/err.h"

struct sync_wait {
	pid_t pid;
	int sync_fd;
	int interrupts; /* a signalfd(2); -1: signals are not blocked */
	int hooks_ms;   /* time that the process may wait for its hooks first; -1: no limit */
};

/* Waits until sync_fd has a message, or the end of the file. Fails with ETIMEDOUT when a signal has
 * stopped the process (SIGSTOP), when the process makes no progress for 15 s, or when it works for
 * ten minutes; with EINTR after a signal at interrupts. */
bool sync_wait(const struct sync_wait *wait, struct err *e) must_check;

#endif

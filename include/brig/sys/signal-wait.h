/* SPDX-License-Identifier: Apache-2.0 */
/* Waits that SIGINT, SIGTERM, SIGHUP and SIGQUIT interrupt without killing the runtime, so that
 * the caller can roll back. */
#ifndef BRIG_SYS_SIGNAL_WAIT_H
#define BRIG_SYS_SIGNAL_WAIT_H

#include <signal.h>

#include "brig/base/err.h"

/* Between sys_interrupts_block() and sys_interrupts_restore() those signals are received only by
 * fd, a signalfd(2). */
struct sys_interrupts {
	int fd;
	sigset_t before;
};

bool sys_interrupts_block(struct sys_interrupts *in, struct err *e) must_check;
void sys_interrupts_restore(struct sys_interrupts *in);

/* Blocks all signals but those that report a defect of the runtime itself (SIGSEGV and its like).
 * Returns a signalfd(2) of the blocked ones; -1 on error. */
int sys_block_all_signals(struct err *e) must_check;

/* Reads the number of one signal from a signalfd(2); -1 on error. */
int sys_read_signal(int fd, struct err *e) must_check;

enum sys_woken { SYS_WOKEN_READY, SYS_WOKEN_LATE, SYS_WOKEN_INTERRUPTED, SYS_WOKEN_FAILED };

/* Waits until fd is readable (a pidfd: until its process ends), timeout_ms have passed (-1: no
 * limit), or a signal arrives at interrupts (-1: none), which *sig then names. Sets e only for
 * SYS_WOKEN_FAILED. */
enum sys_woken sys_wait_or_interrupt(
	int fd, int interrupts, int timeout_ms, int *sig, struct err *e) must_check;

#endif

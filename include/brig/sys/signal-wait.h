/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting so that SIGINT, SIGTERM, SIGHUP and SIGQUIT end the wait rather than us, who have
 * something to take back. */
#ifndef BRIG_SYS_SIGNAL_WAIT_H
#define BRIG_SYS_SIGNAL_WAIT_H

#include <signal.h>

#include "brig/base/err.h"

/* From blocking to restoring those signals only come by fd, a signalfd(2). */
struct sys_interrupts {
	int fd;
	sigset_t before;
};

bool sys_interrupts_block(struct sys_interrupts *in, struct err *e) must_check;
void sys_interrupts_restore(struct sys_interrupts *in);

enum sys_woken { SYS_WOKEN_READY, SYS_WOKEN_LATE, SYS_WOKEN_INTERRUPTED, SYS_WOKEN_FAILED };

/* Until fd is readable (a pidfd: until the end of its process), timeout_ms have passed (-1: never)
 * or a signal came by interrupts (-1: none does), then in *sig. e is filled only by a failure. */
enum sys_woken sys_wait_or_interrupt(
	int fd, int interrupts, int timeout_ms, int *sig, struct err *e) must_check;

#endif

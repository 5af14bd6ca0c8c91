/* SPDX-License-Identifier: Apache-2.0 */
/* poll(2). */
#ifndef BRIG_SYS_POLL_H
#define BRIG_SYS_POLL_H

#include <poll.h>
#include <stddef.h>

#include "brig/base/err.h"

/* Returns how many of the n entries have events; 0 after timeout_ms (-1: no limit) or when a signal
 * handler ran; -1 on error. An entry with the descriptor -1 never has events. */
int sys_poll(struct pollfd *p, size_t n, int timeout_ms, struct err *e) must_check;

#endif

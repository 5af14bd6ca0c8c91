/* SPDX-License-Identifier: Apache-2.0 */
/* The loopback device. */
#ifndef BRIG_SYS_LOOPBACK_H
#define BRIG_SYS_LOOPBACK_H

#include "brig/base/err.h"

/* Sets lo of the caller's network namespace up with one ioctl(2). */
bool sys_loopback_up(struct err *e) must_check;

#endif

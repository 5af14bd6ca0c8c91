/* SPDX-License-Identifier: Apache-2.0 */
/* The terminal at /dev/console (runtime-linux.md, config.md Process terminal). */
#ifndef BRIG_MOUNT_CONSOLE_H
#define BRIG_MOUNT_CONSOLE_H

#include "brig/base/err.h"

/* Binds the terminal pty on /dev/console. pty is a descriptor of a pseudoterminal slave whose
 * devpts is mounted in the caller's mount namespace. root is a descriptor of the container's root,
 * or -1 for "/", after the pivot. */
bool console_attach(int root, int pty, struct err *e) must_check;

#endif

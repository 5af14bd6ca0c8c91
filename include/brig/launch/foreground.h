/* SPDX-License-Identifier: Apache-2.0 */
/* Run in the foreground: the runtime connects the caller's terminal and signals to the container.
 */
#ifndef BRIG_LAUNCH_FOREGROUND_H
#define BRIG_LAUNCH_FOREGROUND_H

#include <signal.h>

#include "brig/launch/sd-notify.h"
#include "brig/sys/process.h"

/* Gives the terminal behind master the size of the caller's terminal, if there is one. To be called
 * before the program reads the size. */
void foreground_set_size(int master);

/* Until init ends: copies data in both directions between the standard streams and the terminal's
 * master (-1: the container has the caller's streams itself), forwards the signals of the
 * signalfd(2), follows changes of the terminal's size, and forwards notifications (NULL: none).
 * Then reaps init. Always restores the settings of the caller's terminal. */
bool foreground(const struct sys_child *init, int master, int signals, struct notify *notify,
	int *exit_status, struct err *e) must_check;

#endif

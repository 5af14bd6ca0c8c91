/* SPDX-License-Identifier: Apache-2.0 */
/* Standing between the caller's terminal and the container. */
#ifndef BRIG_LAUNCH_FOREGROUND_H
#define BRIG_LAUNCH_FOREGROUND_H

#include <signal.h>

#include "brig/launch/sd-notify.h"
#include "brig/sys/process.h"

/* Blocks the signals that are to be forwarded; *ret is a signalfd(2) of them. From here on none is
 * lost. */
bool foreground_block_signals(int *ret, struct err *e) must_check;

/* Gives the terminal behind master the size of ours, where we have one: before the program looks.
 */
void foreground_size(int master);

/* Copies both ways between our standard streams and the terminal's master (-1: the container has
 * our streams itself), forwards the signals, follows changes of the size of our terminal, until
 * init ends; reaps it. What it notifies of is passed on (NULL: nothing is). The settings of our
 * terminal are restored on every way out. */
bool foreground(const struct sys_child *init, int master, int signals, struct notify *notify,
	int *exit_status, struct err *e) must_check;

#endif

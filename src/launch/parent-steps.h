/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of the parent that create and exec have in common. */
#ifndef BRIG_SRC_LAUNCH_PARENT_STEPS_H
#define BRIG_SRC_LAUNCH_PARENT_STEPS_H

#include "brig/launch/parent.h"

/* Kills and reaps init, or the process of exec. */
void parent_end_init(struct launch_parent *lp);

/* Blocks the signals that end a wait or, in the foreground, are forwarded. */
bool parent_signals(struct launch_parent *lp, struct err *e) must_check;

/* Connects to the engine's console socket, and makes the memory file of the filter. */
bool parent_sockets(struct launch_parent *lp, struct err *e) must_check;

/* Compiles the filter, while the child mounts. */
bool parent_seccomp(struct launch_parent *lp, struct err *e) must_check;

/* Waits for MESSAGE_READY; takes the terminal that comes before it. */
bool parent_wait_ready(struct launch_parent *lp, struct err *e) must_check;

/* The pid file and the pidfd socket; removes the pid file. */
bool parent_publish_pid(struct launch_parent *lp, struct err *e) must_check;
void parent_unpublish_pid(struct launch_parent *lp);

/* Sends MESSAGE_DONE. */
bool parent_done(struct launch_parent *lp, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of create in the runtime, and those that exec has in common with it. */
#ifndef BRIG_SRC_LAUNCH_PARENT_STEPS_H
#define BRIG_SRC_LAUNCH_PARENT_STEPS_H

#include "steps.h"

extern const struct parent_steps create_parent_steps;

/* Kills and reaps init, or the process of exec, and the intermediate process. */
void parent_end_init(struct launch_parent *lp);

/* Blocks the signals that end a wait and, in the foreground, all others, which are forwarded. The
 * previous mask is never restored: after the last step that can be rolled back, a pending
 * signal must not kill the runtime before it has reported the result. Children reset their mask
 * (sys_reset_signals()). */
bool parent_signals(struct launch_parent *lp, struct err *e) must_check;

/* Connects to the engine's console socket, and creates the memory file for the seccomp filter. */
bool parent_sockets(struct launch_parent *lp, struct err *e) must_check;

/* Compiles the seccomp filter, while the child mounts. */
bool parent_seccomp(struct launch_parent *lp, struct err *e) must_check;

/* Waits for MESSAGE_READY. With a terminal MESSAGE_CONSOLE precedes it. */
bool parent_wait_ready(struct launch_parent *lp, struct err *e) must_check;

/* Writes the pid file and sends the pidfd; the second function removes the pid file. */
bool parent_publish_pid(struct launch_parent *lp, struct err *e) must_check;
void parent_unpublish_pid(struct launch_parent *lp);

/* Sends MESSAGE_DONE. */
bool parent_done(struct launch_parent *lp, struct err *e) must_check;

#endif

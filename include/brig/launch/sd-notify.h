/* SPDX-License-Identifier: Apache-2.0 */
/* sd_notify(3) from inside a container to who has started us with NOTIFY_SOCKET. */
#ifndef BRIG_LAUNCH_SD_NOTIFY_H
#define BRIG_LAUNCH_SD_NOTIFY_H

#include "brig/bundle/bundle.h"
#include "brig/state/container.h"
#include "brig/sys/process.h"

struct notify {
	int sync_fd;               /* to the listener, -1: nothing to pass on */
	struct sys_child listener; /* the process that has the container's socket */
	int host;
	pid_t pid;  /* of init, told as MAINPID when it is ready; 0: it is not the service's main
		       process */
	bool ready; /* said and passed on */
};

#define NO_NOTIFY                                               \
	(struct notify)                                         \
	{                                                       \
		.sync_fd = -1, .listener = {-1, -1}, .host = -1 \
	}

/* Whether NOTIFY_SOCKET is set. Then, where the container has mounts of its own, adds to its config
 * a bind mount of the directory that is to have the socket, and the variable. */
bool notify_plan(struct bundle *b, const char *root, const char *id, struct arena *a);

/* For a container whose program is about to be started: the socket, in a process that listens to
 * it, and the one of NOTIFY_SOCKET; *n stays NO_NOTIFY when there is no such variable or the
 * container was made without it. */
bool notify_open(struct notify *n, const struct container *c, struct err *e) must_check;
void notify_close(struct notify *n);

/* Takes one message that the listener has heard (n->wire is readable) and passes on what may be:
 * states, no pids and no descriptors. A barrier is passed on with a descriptor of ours, and the
 * listener lets go the container's when that is closed. Never waits for the container. What can't
 * be delivered is logged. */
void notify_pass(struct notify *n);

/* Passes on what the container has said before it ended. */
void notify_rest(struct notify *n);

/* Passes on until the program is ready or the process behind pidfd has ended, and the other side
 * has taken all. An error when a signal at interrupts (a signalfd, or -1) wants us to end. */
bool notify_wait(struct notify *n, int pidfd, int interrupts, struct err *e) must_check;

#define autonotify __attribute__((cleanup(notify_close)))

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* sd_notify(3) from inside a container to who has started us with NOTIFY_SOCKET. */
#ifndef BRIG_RUN_NOTIFY_H
#define BRIG_RUN_NOTIFY_H

#include "brig/bundle/bundle.h"
#include "brig/state/state.h"

struct notify {
	int inside; /* the container's socket, -1: nothing to pass on */
	int host;
	pid_t pid;  /* of init, told as MAINPID when it is ready; 0: it is not the service's main
		       process */
	bool ready; /* said and passed on */
};

#define NO_NOTIFY                        \
	(struct notify)                  \
	{                                \
		.inside = -1, .host = -1 \
	}

/* Whether NOTIFY_SOCKET is set. Then, where the container has mounts of its own, adds to its config
 * a bind mount of the directory that is to have the socket, and the variable. */
bool notify_plan(struct bundle *b, const char *root, const char *id, struct arena *a);

/* For a container whose program is about to be started: the socket, and the one of NOTIFY_SOCKET;
 * *n stays NO_NOTIFY when there is no such variable or the container was made without it. */
bool notify_open(struct notify *n, const struct container *c, struct err *e) must_check;
void notify_close(struct notify *n);

/* Takes one message and passes on what may be: states, no pids and no descriptors but those of
 * barriers. What can't be delivered is logged. */
void notify_pass(struct notify *n);

/* Passes on until the program is ready or the process behind pidfd has ended, and the other side
 * has taken all. An error when a signal at interrupts (a signalfd, or -1) wants us to end. */
bool notify_wait(struct notify *n, int pidfd, int interrupts, struct err *e) must_check;

#define autonotify __attribute__((cleanup(notify_close)))

#endif

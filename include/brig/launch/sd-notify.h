/* SPDX-License-Identifier: Apache-2.0 */
/* Forwards sd_notify(3) messages of a container to the service manager that started the runtime
 * with NOTIFY_SOCKET. */
#ifndef BRIG_LAUNCH_SD_NOTIFY_H
#define BRIG_LAUNCH_SD_NOTIFY_H

#include "brig/bundle/bundle.h"
#include "brig/state/container.h"
#include "brig/sys/process.h"

struct notify {
	int sync_fd;             /* to the reader; -1: there are no messages to forward */
	struct sys_child reader; /* the process that has the container's socket */
	int host;                /* connected to NOTIFY_SOCKET */
	pid_t pid;               /* of init, sent as MAINPID with READY=1; 0: not sent */
	bool ready;              /* READY=1 is forwarded */
};

#define NO_NOTIFY                                             \
	(struct notify)                                       \
	{                                                     \
		.sync_fd = -1, .reader = {-1, -1}, .host = -1 \
	}

/* Adds to the container's config a bind mount of the directory of the notification socket, and the
 * variable NOTIFY_SOCKET. Returns false, and changes nothing, when the runtime has no NOTIFY_SOCKET
 * or the container no mount namespace. */
bool notify_plan(struct bundle *b, const char *root, const char *id, struct arena *a);

/* Before the start of the program: starts the reader process with the container's socket, and
 * connects to NOTIFY_SOCKET. *n is NO_NOTIFY when there is no such variable, when there was none at
 * create, or when nobody listens there, which is logged. */
bool notify_open(struct notify *n, const struct container *c, struct err *e) must_check;
void notify_close(struct notify *n);

/* When n->sync_fd is readable: receives one message of the container and forwards its states, but
 * no pids and no descriptors. A barrier is forwarded with a descriptor of the runtime; the reader
 * drops the container's descriptor when that is closed. Never waits for the container. A message
 * that cannot be sent is logged. */
void notify_forward(struct notify *n);

/* Forwards the messages that the container sent before it ended. */
void notify_forward_rest(struct notify *n);

/* Forwards messages until READY=1 has come or the process of the pidfd has ended, and until the
 * service manager has received them. Fails with EINTR after a signal at interrupts (a signalfd, or
 * -1). */
bool notify_wait(struct notify *n, int pidfd, int interrupts, struct err *e) must_check;

#define autonotify __attribute__((cleanup(notify_close)))

#endif

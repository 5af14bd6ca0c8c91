/* SPDX-License-Identifier: Apache-2.0 */
/* The process that has a container's notification socket, and what it says of it. */
#ifndef BRIG_SRC_LAUNCH_NOTIFY_READER_H
#define BRIG_SRC_LAUNCH_NOTIFY_READER_H

#include "brig/sys/process.h"

enum { HEARD_MAX = 8192, BARRIER_MS = 30000 };

enum heard_kind {
	HEARD_TEXT,
	HEARD_BARRIER, /* "BARRIER=1" with a descriptor */
	HEARD_TOO_LONG,
};

struct heard {
	enum heard_kind kind;
	char text[HEARD_MAX + 1]; /* NUL-terminated */
};

/* A container sends descriptors along, and closing one of those can block for as long as it likes:
 * so a process of its own takes the messages, and we never have the socket. It takes over the
 * socket, holds nothing but that and *wire, and ends with us. */
bool listener_start(int socket, struct sys_child *ret, int *wire, struct err *e) must_check;
void listener_end(struct sys_child *c, int *wire);

/* What it heard next, for which it then waits for an answer; false when it has ended. */
bool listener_heard(int wire, struct heard *ret);

/* Answers. It lets go what came with the message when the other end of barrier (-1: none) is
 * closed, or BARRIER_MS have passed. */
void listener_answer(int wire, int barrier);

/* It is to end when it has told what is still in the socket. */
void listener_finish(int wire);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The process that has a container's notification socket, and what it says of it. */
#ifndef BRIG_SRC_LAUNCH_NOTIFY_READER_H
#define BRIG_SRC_LAUNCH_NOTIFY_READER_H

#include "brig/sys/process.h"

enum { NOTIFY_MESSAGE_MAX = 8192, BARRIER_MS = 30000 };

enum notify_message_kind {
	HEARD_TEXT,
	HEARD_BARRIER, /* "BARRIER=1" with a descriptor */
	HEARD_TOO_LONG,
};

struct notify_message {
	enum notify_message_kind kind;
	char text[NOTIFY_MESSAGE_MAX + 1]; /* NUL-terminated */
};

/* A container sends descriptors along, and closing one of those can block for as long as it likes:
 * so a process of its own takes the messages, and we never have the socket. It takes over the
 * socket, holds nothing but that and *wire, and ends with us. */
bool notify_reader_start(int socket, struct sys_child *ret, int *wire, struct err *e) must_check;
void notify_reader_end(struct sys_child *c, int *wire);

/* What it heard next, for which it then waits for an answer; false when it has ended. */
bool notify_reader_receive(int wire, struct notify_message *ret);

/* Answers. It lets go what came with the message when the other end of barrier (-1: none) is
 * closed, or BARRIER_MS have passed. */
void notify_reader_answer(int wire, int barrier);

/* It is to end when it has told what is still in the socket. */
void notify_reader_finish(int wire);

#endif

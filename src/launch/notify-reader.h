/* SPDX-License-Identifier: Apache-2.0 */
/* A process that reads a container's notification socket, and its messages to the runtime. */
#ifndef BRIG_SRC_LAUNCH_NOTIFY_READER_H
#define BRIG_SRC_LAUNCH_NOTIFY_READER_H

#include "brig/sys/process.h"

enum { NOTIFY_MESSAGE_MAX = 8192, BARRIER_MS = 30000 };

enum notify_message_kind {
	NOTIFY_TEXT,
	NOTIFY_BARRIER,  /* "BARRIER=1" with a descriptor */
	NOTIFY_TOO_LONG, /* longer than NOTIFY_MESSAGE_MAX */
};

struct notify_message {
	enum notify_message_kind kind;
	char text[NOTIFY_MESSAGE_MAX + 1]; /* NUL-terminated */
};

/* Starts the reader. A container can send descriptors with its messages, and closing such a
 * descriptor can block for any time, so a separate process receives the messages and the runtime
 * never does. The reader owns the socket, has no other descriptor but its end of *sync_fd, and dies
 * with the runtime. notify_reader_end() kills it. */
bool notify_reader_start(int socket, struct sys_child *ret, int *sync_fd, struct err *e) must_check;
void notify_reader_end(struct sys_child *c, int *sync_fd);

/* Receives the next message, after which the reader waits for notify_reader_answer(). False when
 * the reader has ended. */
bool notify_reader_receive(int sync_fd, struct notify_message *ret);

/* Answers. The reader drops the message and its descriptors when the other end of barrier (-1:
 * none) is closed, or after BARRIER_MS. */
void notify_reader_answer(int sync_fd, int barrier);

/* Makes the reader end when the socket has no more messages. */
void notify_reader_finish(int sync_fd);

#endif

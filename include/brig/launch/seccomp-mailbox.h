/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that init (or the process of exec) and the runtime share while a seccomp filter may forbid
 * the process every system call, or make each call wait for an agent that does not have the
 * listener yet. Only mailbox_create(), mailbox_open() and mailbox_close() make system calls. */
#ifndef BRIG_LAUNCH_SECCOMP_MAILBOX_H
#define BRIG_LAUNCH_SECCOMP_MAILBOX_H

#include "brig/base/err.h"

struct seccomp_mailbox;

/* Creates a mailbox, and the descriptor by which the other side opens it. NULL on error. execve(2)
 * unmaps it from the process. */
struct seccomp_mailbox *mailbox_create(int *ret_fd, struct err *e) must_check;
struct seccomp_mailbox *mailbox_open(int fd, struct err *e) must_check;
void mailbox_close(struct seccomp_mailbox *b); /* b may be NULL */

/* The process: stores the reason why it ends. */
void mailbox_put_error(struct seccomp_mailbox *b, const struct err *why);

/* The runtime, after the process has ended or executed the program: returns false with the error
 * when the process has stored one. */
bool mailbox_no_error(const struct seccomp_mailbox *b, struct err *e) must_check;

/* The runtime: the agent has the listener. */
void mailbox_ack_listener(struct seccomp_mailbox *b);

/* The process: waits for mailbox_ack_listener() in a busy loop, for about ten seconds at most. */
bool mailbox_wait_ack(const struct seccomp_mailbox *b, struct err *e) must_check;

#endif

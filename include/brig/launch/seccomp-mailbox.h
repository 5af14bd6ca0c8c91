/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that init and start share while a seccomp filter may forbid init every system call, or
 * have it wait for an agent that has not heard of it yet. Nothing here but mailbox_create() and
 * mailbox_open() makes one. */
#ifndef BRIG_LAUNCH_SECCOMP_MAILBOX_H
#define BRIG_LAUNCH_SECCOMP_MAILBOX_H

#include "brig/base/err.h"

struct seccomp_mailbox;

/* A new one, and the descriptor by which the other side opens it. NULL on error. It is gone from
 * init with execve(2). */
struct seccomp_mailbox *mailbox_create(int *ret_fd, struct err *e) must_check;
struct seccomp_mailbox *mailbox_open(int fd, struct err *e) must_check;
void mailbox_close(struct seccomp_mailbox *b); /* NULL is fine */

/* init: why it could not go on. */
void mailbox_put_error(struct seccomp_mailbox *b, const struct err *why);

/* start, when init is gone or has executed the program: false with the error when one was posted.
 */
bool mailbox_no_error(const struct seccomp_mailbox *b, struct err *e) must_check;

/* start: the listener is ours and the agent's, init may go on. */
void mailbox_ack_listener(struct seccomp_mailbox *b);

/* init: waits for mailbox_ack_listener(), busily, at most some ten seconds. */
bool mailbox_wait_ack(const struct seccomp_mailbox *b, struct err *e) must_check;

#endif

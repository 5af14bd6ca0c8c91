/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that init and start share while a seccomp filter may forbid init every system call, or
 * have it wait for an agent that has not heard of it yet. Nothing here but board_make() and
 * board_open() makes one. */
#ifndef BRIG_SRC_LAUNCH_SECCOMP_MAILBOX_H
#define BRIG_SRC_LAUNCH_SECCOMP_MAILBOX_H

#include "brig/base/err.h"

struct board;

/* A new one, and the descriptor by which the other side opens it. NULL on error. It is gone from
 * init with execve(2). */
struct board *board_make(int *ret_fd, struct err *e) must_check;
struct board *board_open(int fd, struct err *e) must_check;
void board_close(struct board *b); /* NULL is fine */

/* init: why it could not go on. */
void board_post(struct board *b, const struct err *why);

/* start, when init is gone or has executed the program: false with the error when one was posted.
 */
bool board_clean(const struct board *b, struct err *e) must_check;

/* start: the listener is ours and the agent's, init may go on. */
void board_taken(struct board *b);

/* init: waits for board_taken(), busily, at most some ten seconds. */
bool board_wait_taken(const struct board *b, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The runtime's side of the last words with a process before its program: of start with init, of
 * exec with its own. */
#ifndef BRIG_SRC_LAUNCH_START_SYNC_H
#define BRIG_SRC_LAUNCH_START_SYNC_H

#include "brig/launch/runtime.h"
#include "seccomp-mailbox.h"
#include "sync.h"

enum { ANSWER_MS = 10000 };

struct talk {
	struct runtime *rt;
	struct container *c;
	int wire;
	int interrupts; /* as of struct awaited */
	int hooks_ms;
	pid_t pid; /* of the process, and its pidfd */
	int pidfd;
	enum oci_status status; /* of the container, for a seccomp agent */
	struct board *board;    /* NULL without a seccomp filter */
	bool began;             /* init only: the startContainer hooks may have run */
	bool executing;         /* all is done but execve(2) */
};

/* The next message, with patience. */
bool talk_receive(const struct talk *t, struct received *m, struct err *e) must_check;

/* From the message that came first (type 0: the end of file) to the end of the wire: true when the
 * program runs. A seccomp listener is handed to its agent meanwhile. */
bool talk_follow(struct talk *t, struct received first, struct err *e) must_check;

#endif

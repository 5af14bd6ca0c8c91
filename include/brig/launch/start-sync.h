/* SPDX-License-Identifier: Apache-2.0 */
/* The runtime's side of the last words with a process before its program: of start with init, of
 * exec with its own. */
#ifndef BRIG_LAUNCH_START_SYNC_H
#define BRIG_LAUNCH_START_SYNC_H

#include "brig/launch/runtime.h"
#include "brig/launch/seccomp-mailbox.h"
#include "brig/launch/sync.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"

enum { ANSWER_MS = 10000 };

struct start_sync {
	struct runtime *rt;
	struct container *c;
	int sync_fd;
	int interrupts; /* as of struct sync_wait */
	int hooks_ms;
	pid_t pid; /* of the process, and its pidfd */
	int pidfd;
	enum oci_status status;          /* of the container, for a seccomp agent */
	struct seccomp_mailbox *mailbox; /* NULL without a seccomp filter */
	bool began;                      /* init only: the startContainer hooks may have run */
	bool executing;                  /* all is done but execve(2) */
};

/* The next message, with patience. */
bool start_sync_receive(const struct start_sync *t, struct received *m, struct err *e) must_check;

/* From the message that came first (type 0: the end of file) to the end of the wire: true when the
 * program runs. A seccomp listener is handed to its agent meanwhile. */
bool start_sync_until_exec(struct start_sync *t, struct received first, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The runtime's side of the messages from MESSAGE_ACCEPTED to execve(2): of start and run with
 * init, of exec with its process. The messages are drawn in sync.h. */
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

struct start_sync {
	struct runtime *rt;
	struct container *c;
	int sync_fd;
	int interrupts; /* as in struct sync_wait */
	int hooks_ms;   /* as in struct sync_wait */
	pid_t pid;      /* of init, or of the process of exec */
	int pidfd;
	enum oci_status status;          /* of the container, for a seccomp agent */
	struct seccomp_mailbox *mailbox; /* NULL without a seccomp filter */
	bool began;                      /* init only: the startContainer hooks may have run */
	bool executing;                  /* MESSAGE_EXEC has come: only execve(2) is left */
};

/* Receives the next message. Waits as sync_wait() does. */
bool start_sync_receive(const struct start_sync *t, struct received *m, struct err *e) must_check;

/* Follows the messages from the given first one (type 0: end of file) to the end of the file.
 * Passes a seccomp listener to its agent. Returns true when the process has executed its program.
 */
bool start_sync_until_exec(struct start_sync *t, struct received first, struct err *e) must_check;

#endif

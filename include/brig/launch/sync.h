/* SPDX-License-Identifier: Apache-2.0 */
/* Messages between the runtime and the container's first process: one datagram each, in a fixed
 * order; and between start and init at the gate. The end of the file is the death of the peer. */
#ifndef BRIG_LAUNCH_SYNC_H
#define BRIG_LAUNCH_SYNC_H

#include <stdint.h>
#include <sys/types.h>

#include "brig/base/err.h"

enum message {
	MESSAGE_MAP_IDS = 1, /* child: I have a new user namespace, write my maps */
	MESSAGE_GO,          /* parent, start: go on */
	MESSAGE_INIT,        /* middle process: init is cloned; with its pidfd */
	MESSAGE_ROOTFS,      /* child: all is mounted, not yet pivoted; the number is the pid of an
				init in a pid namespace of others. Intermediate process to init: the
				finished root, with its descriptor */
	MESSAGE_NAMESPACE,   /* intermediate process: a namespace of namespace_kinds[number] */
	MESSAGE_MOUNT,       /* intermediate process to init: make the file system of
				mounts_plan.v[number];       and back, with its descriptor */
	MESSAGE_HELD,        /* intermediate process to init: mount_fds.held[number] */
	MESSAGE_CONSOLE,     /* child: the terminal's master, with its descriptor */
	MESSAGE_LISTENER,    /* child: the number that its seccomp listener is about to get */
	MESSAGE_READY,       /* child: only the gate is left */
	MESSAGE_DONE,        /* parent: the record is written, the wire ends here */
	MESSAGE_START,       /* start: go on */
	MESSAGE_ACCEPTED,    /* init: hooks come now, that may take as many ms (-1: any), then the
				program */
	MESSAGE_EXEC,        /* init: execve follows; end of file after it means that it worked */
	MESSAGE_FAIL,        /* either: an error, the last message */
};

bool sync_send(int sock, enum message type, int32_t number, int fd, struct err *e) must_check;

/* Sends the error itself. Best effort: the peer may be gone. */
void sync_send_error(int sock, const struct err *why);

struct received {
	enum message type; /* 0 at end of file */
	int32_t number;
	int fd; /* -1 when none came */
};

/* The next message of any type but MESSAGE_FAIL, whose error becomes ours. Unknown types and wrong
 * lengths are errors. */
bool sync_receive(int sock, int timeout_ms, struct received *ret, struct err *e) must_check;

/* Our own step has failed, perhaps because the peer has ended: when an error of the peer is
 * waiting, it is the reason, and takes the place of e. Messages before it are passed over. Does not
 * wait. */
void sync_pending_error(int sock, struct err *e);

/* Only this type will do; anything else, the end of the file too, is an error. */
bool sync_expect(int sock, enum message type, struct received *ret, struct err *e) must_check;

#endif

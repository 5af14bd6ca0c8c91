/* SPDX-License-Identifier: Apache-2.0 */
/* Messages between the runtime and its children over the synchronisation socket: one SOCK_SEQPACKET
 * datagram each, with at most one descriptor. The end of the file means that the peer has ended.
 *
 * create, and the first half of run. MAP_IDS and the GO after it are sent for a new user namespace,
 * INIT by an intermediate process, ROOTFS and the GO after it for hooks, CONSOLE for a terminal:
 *
 *     runtime                     intermediate process          init
 *        | clone ---------------------> |                         |
 *        | <------------------- MAP_IDS | user namespace is made  |
 *        | GO ------------------------> | ids are mapped          |
 *        |                              | clone ----------------> |
 *        | <--------------- INIT, pidfd | ends                    |
 *        | GO ---------------------------------------------------> | cgroup and devices are set up
 *        | <----------------------------------------------- ROOTFS | all is mounted
 *        | GO ---------------------------------------------------> | hooks of the runtime have run
 *        | <-------------------------------------- CONSOLE, master | after the pivot
 *        | <------------------------------------------------ READY |
 *        | DONE -------------------------------------------------> | the record is written
 *
 * In a pid namespace of others the intermediate process does not end after INIT: in place of init
 * it receives each GO, mounts everything, and sends NAMESPACE and ROOTFS. A second socket pair
 * connects it to init:
 *
 *     intermediate process                          init
 *        | <----------------------- INIT, its own pid |
 *        | MOUNT, index ----------------------------> | makes a procfs of its pid namespace
 *        | <----------------------------- MOUNT, tree |
 *        | HELD, descriptor ------------------------> | for each held mount
 *        | ROOTFS, descriptor of the root ----------> | continues as above after the pivot
 *
 * start connects to the start socket; run continues with the synchronisation socket:
 *
 *     start, run                                    init
 *        | START -----------------------------------> |
 *        | <------- ACCEPTED, ms that hooks may take  | startContainer hooks
 *        | <------------- EXEC, seccomp mailbox's fd  | the last step but the filter and execve
 *        | <-------------- LISTENER, number of its fd | only with SCMP_ACT_NOTIFY
 *        | GO --------------------------------------> | the agent is connected
 *        | <----------------------------- end of file | execve(2) has closed the socket
 *
 * exec: the intermediate process waits for GO (only if the runtime has to move it into the cgroup),
 * clones the process, sends INIT with the pidfd and ends. The process waits for GO, sends CONSOLE,
 * sends READY and waits for DONE (only if the runtime has work to do in between:
 * exec_child_waits()), and then sends EXEC and LISTENER as init does.
 *
 * In place of each message a child may send FAIL, which is its last. */
#ifndef BRIG_LAUNCH_SYNC_H
#define BRIG_LAUNCH_SYNC_H

#include <stdint.h>
#include <sys/types.h>

#include "brig/base/err.h"

/* Where a message has a number or a descriptor, the comment says which. */
enum message {
	MESSAGE_MAP_IDS = 1, /* intermediate process: its user namespace has no id maps yet */
	MESSAGE_GO,          /* runtime: go on */
	MESSAGE_INIT,        /* intermediate process: the process is cloned; descriptor: its pidfd.
				init to intermediate process; number: its own pid */
	MESSAGE_ROOTFS,      /* all is mounted, before the pivot; number: init's pid in a pid
				namespace of others. Intermediate process to init: the root is
				finished; descriptor: the root */
	MESSAGE_NAMESPACE,   /* intermediate process: one of its namespaces, with its descriptor;
				number: index in namespace_kinds */
	MESSAGE_MOUNT,       /* intermediate process to init: make the file system; number: index in
				mounts_plan.v. The answer's descriptor: the detached mount */
	MESSAGE_HELD,        /* intermediate process to init; number: index in mount_fds.held;
				descriptor: the mount */
	MESSAGE_CONSOLE,     /* number: N of /dev/pts/N; descriptor: the terminal's master */
	MESSAGE_LISTENER,    /* number: of the descriptor that its seccomp listener will get */
	MESSAGE_READY,       /* the process is set up */
	MESSAGE_DONE,        /* runtime: the record is written */
	MESSAGE_START,       /* start, run: execute the program */
	MESSAGE_ACCEPTED, /* init: startContainer hooks, then the program; number: milliseconds that
			     the hooks may take, -1: no limit */
	MESSAGE_EXEC,     /* execve(2) follows; descriptor: the seccomp mailbox, if any */
	MESSAGE_FAIL,     /* a struct err, the last message */
};

/* fd -1: no descriptor. */
bool sync_send(int sock, enum message type, int32_t number, int fd, struct err *e) must_check;

/* Sends MESSAGE_FAIL with the error. A peer that has ended is ignored. */
void sync_send_error(int sock, const struct err *why);

struct received {
	enum message type; /* 0 at end of file */
	int32_t number;
	int fd; /* -1: none came; otherwise the caller closes it */
};

/* Returns the next message of any type but MESSAGE_FAIL, whose error becomes *e. Unknown types and
 * wrong lengths are errors. ETIMEDOUT after timeout_ms (-1: no limit). */
bool sync_receive(int sock, int timeout_ms, struct received *ret, struct err *e) must_check;

/* For a caller whose own step has failed, perhaps because the peer has ended: replaces *e by the
 * error in a pending MESSAGE_FAIL, which is then the reason. Drops the messages before it. Does not
 * wait. */
void sync_pending_error(int sock, struct err *e);

/* As sync_receive(), but any other message, and the end of the file, is an error. */
bool sync_expect(int sock, enum message type, struct received *ret, struct err *e) must_check;

#endif

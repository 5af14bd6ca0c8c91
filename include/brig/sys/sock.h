/* SPDX-License-Identifier: Apache-2.0 */
/* Unix sockets: the synchronisation socket, the start socket, the sockets of engines. */
#ifndef BRIG_SYS_SOCK_H
#define BRIG_SYS_SOCK_H

#include <stddef.h>
#include <sys/types.h>

#include "brig/base/err.h"

/* Creates a SOCK_SEQPACKET pair, close-on-exec. */
bool sys_socketpair(int fds[2], struct err *e) must_check;

/* Returns a listening SOCK_SEQPACKET socket named name (without '/') in the directory dir; -1 on
 * error. */
int sys_listen_at(int dir, const char *name, struct err *e) must_check;

/* Connects to such a socket, non-blocking. ECONNREFUSED: no process listens; ENOENT: there is no
 * socket. */
int sys_connect_at(int dir, const char *name, struct err *e) must_check;

/* Connects a SOCK_STREAM socket to a path of any length (an engine's console or pidfd socket, a
 * seccomp agent). connect(2) and each send time out after 10 s (ETIMEDOUT). */
int sys_connect(const char *path, struct err *e) must_check;

/* Returns a SOCK_DGRAM socket bound to this path below the directory dir, to which every user may
 * send. */
int sys_bind_at(int dir, const char *path, struct err *e) must_check;

/* Returns a SOCK_DGRAM socket connected to address: an absolute path, or "@" and an abstract name.
 * Each send times out after 1 s (EAGAIN). */
int sys_connect_datagram(const char *address, struct err *e) must_check;

int sys_accept(int listener, struct err *e) must_check;

/* Sends one datagram, or all bytes on a stream, with one descriptor when fd is not -1. Never
 * raises SIGPIPE. */
bool sys_send(int sock, const void *bytes, size_t n, int fd, struct err *e) must_check;

/* Receives one datagram of at most n bytes. Returns its size, 0 at end of file, -1 on error
 * (ETIMEDOUT after timeout_ms; -1: no limit). *fd is the descriptor in the message, or -1. A
 * longer datagram is an error. */
ssize_t sys_receive(
	int sock, void *bytes, size_t n, int *fd, int timeout_ms, struct err *e) must_check;

/* Copies the first n bytes of the next datagram, which stays queued. Returns their number, -1 on
 * error. *carries is true when the message has descriptors; none of them is installed in this
 * process. */
ssize_t sys_peek(int sock, void *bytes, size_t n, bool *carries, struct err *e) must_check;

/* Removes that datagram from the queue. The kernel then closes the descriptors in the message on
 * behalf of this process. SIGALRM, which the function uses for itself, interrupts the close of a
 * socket with SO_LINGER; the close of another kind of file may block as long as the sender
 * chooses, so only a process that may block calls this. */
bool sys_drop(int sock, struct err *e) must_check;

#endif

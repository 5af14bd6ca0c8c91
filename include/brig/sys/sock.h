/* SPDX-License-Identifier: Apache-2.0 */
/* Unix sockets: the wire between parent and child, the gate, the sockets of engines. */
#ifndef BRIG_SYS_SOCK_H
#define BRIG_SYS_SOCK_H

#include <stddef.h>
#include <sys/types.h>

#include "brig/base/err.h"

/* A SOCK_SEQPACKET pair, close-on-exec. */
bool sys_socketpair(int fds[2], struct err *e) must_check;

/* A listening, non-blocking SOCK_SEQPACKET socket named name (without '/') in the directory dir. */
int sys_listen_at(int dir, const char *name, struct err *e) must_check;

/* A connection to it; code ECONNREFUSED when nobody listens, ENOENT when it is not there. */
int sys_connect_at(int dir, const char *name, struct err *e) must_check;

/* A SOCK_STREAM connection to a path of any length (engines' console and pidfd sockets, seccomp
 * agents). Connecting and each sending give up after ten seconds, code ETIMEDOUT. */
int sys_connect(const char *path, struct err *e) must_check;

/* A SOCK_DGRAM socket at this path beneath the directory dir, which everybody may send to. */
int sys_bind_at(int dir, const char *path, struct err *e) must_check;

/* A SOCK_DGRAM socket that sends to address: an absolute path, or "@" and an abstract name. Sending
 * gives up after a second, EAGAIN. */
int sys_connect_datagram(const char *address, struct err *e) must_check;

int sys_accept(int listener, struct err *e) must_check;

/* One datagram, or all of it into a stream, with one descriptor when fd is not -1. Never raises
 * SIGPIPE. */
bool sys_send(int sock, const void *bytes, size_t n, int fd, struct err *e) must_check;

/* One datagram of at most n bytes; its size, 0 at end of file, -1 on error (code ETIMEDOUT after
 * timeout_ms; -1: for ever). A descriptor that came along is stored in *fd (-1 when none came).
 * Longer datagrams are an error. */
ssize_t sys_receive(
	int sock, void *bytes, size_t n, int *fd, int timeout_ms, struct err *e) must_check;

/* The first n bytes of the next datagram, which stays; their number, -1 on error. *carries says
 * whether descriptors came along: none of them becomes ours. */
ssize_t sys_peek(int sock, void *bytes, size_t n, bool *carries, struct err *e) must_check;

/* Takes that datagram. The kernel then closes the descriptors that came along, in our name. A
 * socket with SO_LINGER is interrupted (by SIGALRM, which it leaves to itself); another kind of
 * file may block for as long as who sent it likes, so only a process that may calls it. */
bool sys_drop(int sock, struct err *e) must_check;

#endif

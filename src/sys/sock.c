/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams with at most one descriptor; sockets named by directory and name. */
#include "brig/sys/sock.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "brig/sys/hung-process.h"

bool sys_socketpair(int fds[2], struct err *e)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) == 0)
		return true;
	return fail_errno(e, "make a socket pair");
}

/* sun_path has 108 bytes and the path of the state directory may be longer, so the address goes by
 * the directory's descriptor. */
static bool address_at(int dir, const char *name, struct sockaddr_un *addr, struct err *e)
{
	int n = snprintf(addr->sun_path, sizeof(addr->sun_path), "/proc/self/fd/%d/%s", dir, name);

	addr->sun_family = AF_UNIX;
	return n < (int)sizeof(addr->sun_path) ? true : fail(e, "socket name %s is too long", name);
}

int sys_listen_at(int dir, const char *name, struct err *e)
{
	struct sockaddr_un addr;
	autoclose int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return fail_fd(fail_errno(e, "make a socket"));
	if (!address_at(dir, name, &addr, e))
		return -1;
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		return fail_fd(fail_errno(e, "bind socket %s", name));
	if (listen(fd, 16) < 0)
		return fail_fd(fail_errno(e, "listen at %s", name));
	return fd_take(&fd);
}

int sys_connect_at(int dir, const char *name, struct err *e)
{
	struct sockaddr_un addr;
	autoclose int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return fail_fd(fail_errno(e, "make a socket"));
	if (!address_at(dir, name, &addr, e))
		return -1;
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		return fail_fd(fail_errno(e, "connect to %s", name));
	return fd_take(&fd);
}

int sys_bind_at(int dir, const char *path, struct err *e)
{
	struct sockaddr_un addr;
	autoclose int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	mode_t mask;
	int bound;

	if (fd < 0)
		return fail_fd(fail_errno(e, "make a socket"));
	if (!address_at(dir, path, &addr, e))
		return -1;
	mask = umask(0);
	bound = bind(fd, (struct sockaddr *)&addr, sizeof(addr));
	umask(mask);
	return bound == 0 ? fd_take(&fd) : fail_fd(fail_errno(e, "bind socket %s", path));
}

enum { CONNECT_S = 10, DATAGRAM_S = 1 };

/* Builds the address. A path of any length becomes /proc/self/fd/N of its descriptor, *at. */
static bool address_of(
	const char *address, struct sockaddr_un *addr, socklen_t *n, int *at, struct err *e)
{
	size_t length = strlen(address);

	*n = sizeof(*addr);
	if (*address != '@') {
		*at = sys_open_at(AT_FDCWD, address, O_PATH, e);
		snprintf(addr->sun_path, sizeof(addr->sun_path), "/proc/self/fd/%d", *at);
		return *at >= 0;
	}
	if (length >= sizeof(addr->sun_path))
		return fail(e, "socket name %s is too long", address);
	memcpy(addr->sun_path, address, length);
	addr->sun_path[0] = '\0';
	*n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
	return true;
}

int sys_connect_datagram(const char *address, struct err *e)
{
	const struct timeval timeout = {.tv_sec = DATAGRAM_S};
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	autoclose int at = -1, fd = -1;
	socklen_t n;

	if (!address_of(address, &addr, &n, &at, e))
		return -1;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) < 0)
		return fail_fd(fail_errno(e, "make a socket"));
	if (connect(fd, (struct sockaddr *)&addr, n) < 0)
		return fail_fd(fail_errno(e, "connect to %s", address));
	return fd_take(&fd);
}

int sys_connect(const char *path, struct err *e)
{
	const struct timeval timeout = {.tv_sec = CONNECT_S};
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	autoclose int at = sys_open_at(AT_FDCWD, path, O_PATH, e);
	autoclose int fd = -1;

	if (at < 0)
		return -1;
	snprintf(addr.sun_path, sizeof(addr.sun_path), "/proc/self/fd/%d", at);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) < 0)
		return fail_fd(fail_errno(e, "make a socket"));
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0)
		return fd_take(&fd);
	if (errno == EAGAIN)
		return fail_fd(fail_hung(
			e, 0, "connect to %s: not accepted within %d s", path, CONNECT_S));
	return fail_fd(fail_errno(e, "connect to %s", path));
}

enum { SHORTAGE_US = 20000, SHORTAGE_TRIES = 50 };

/* Waits after an error for lack of memory or descriptors: the shortage is usually short, and
 * queued messages stay queued. */
static bool wait_for_memory(int code)
{
	if (code != ENFILE && code != EMFILE && code != ENOBUFS && code != ENOMEM)
		return false;
	usleep(SHORTAGE_US);
	return true;
}

int sys_accept(int listener, struct err *e)
{
	int fd;

	do
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	while (fd < 0 && (errno == EINTR || errno == ECONNABORTED || wait_for_memory(errno)));
	return fd >= 0 ? fd : fail_fd(fail_errno(e, "accept a connection"));
}

static bool fail_not_read(int sock, struct err *e)
{
	struct ucred peer = {0};
	socklen_t size = sizeof(peer);

	if (getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		peer.pid = 0;
	return fail_hung(e, peer.pid, "send a message: the receiver does not read");
}

bool sys_send(int sock, const void *bytes, size_t n, int fd, struct err *e)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct iovec iov = {.iov_base = (void *)bytes, .iov_len = n};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
	ssize_t sent;

	if (fd >= 0) {
		struct cmsghdr *c = &control.header;

		m.msg_control = &control;
		m.msg_controllen = sizeof(control.space);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	do {
		sent = sendmsg(sock, &m, MSG_NOSIGNAL);
		if (sent < 0)
			continue;
		/* A stream may accept only a part of the bytes; the descriptor goes with the first
		 * part. */
		iov.iov_base = (char *)iov.iov_base + sent;
		iov.iov_len -= (size_t)sent;
		m.msg_control = NULL;
		m.msg_controllen = 0;
	} while (sent < 0 ? errno == EINTR : iov.iov_len > 0);
	if (sent >= 0)
		return true;
	return errno == EAGAIN ? fail_not_read(sock, e) : fail_errno(e, "send a message");
}

static bool wait_readable(int sock, int timeout_ms, struct err *e)
{
	struct pollfd p = {.fd = sock, .events = POLLIN};
	int n;

	do
		n = poll(&p, 1, timeout_ms);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail_errno(e, "wait for a message");
	return n > 0 ? true : fail_code(e, ETIMEDOUT, "wait for a message");
}

ssize_t sys_receive(int sock, void *bytes, size_t n, int *fd, int timeout_ms, struct err *e)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct iovec iov = {.iov_base = bytes, .iov_len = n};
	struct msghdr m = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		/* CMSG_SPACE() has padding for a second descriptor, which would leak. */
		.msg_controllen = CMSG_LEN(sizeof(int)),
	};
	const struct cmsghdr *c;
	int tries = SHORTAGE_TRIES;
	ssize_t got;

	*fd = -1;
	if (timeout_ms >= 0 && !wait_readable(sock, timeout_ms, e))
		return -1;
	do
		got = recvmsg(sock, &m, MSG_CMSG_CLOEXEC);
	while (got < 0 && (errno == EINTR || (tries-- > 0 && wait_for_memory(errno))));
	if (got < 0 && errno == ECONNRESET)
		return 0;
	if (got < 0)
		return fail_fd(fail_errno(e, "receive a message"));
	c = CMSG_FIRSTHDR(&m);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(c), sizeof(*fd));
	if (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
		fd_close(fd);
		return fail_fd(fail(e, "a message is too long"));
	}
	return got;
}

/* Without a control buffer the kernel installs no descriptors, and reports them by MSG_CTRUNC. */
ssize_t sys_peek(int sock, void *bytes, size_t n, bool *carries, struct err *e)
{
	struct iovec iov = {.iov_base = bytes, .iov_len = n};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
	ssize_t got;

	do
		got = recvmsg(sock, &m, MSG_PEEK);
	while (got < 0 && (errno == EINTR || wait_for_memory(errno)));
	if (got < 0)
		return fail_fd(fail_errno(e, "peek at a message"));
	*carries = m.msg_flags & MSG_CTRUNC;
	return got;
}

static void ignore_signal(int sig)
{
	(void)sig;
}

/* Repeats SIGALRM, because a signal before the close of a lingering socket starts to wait has no
 * effect. */
static void start_alarm(suseconds_t us)
{
	const struct itimerval t = {{.tv_usec = us}, {.tv_usec = us}};
	const struct sigaction act = {.sa_handler = ignore_signal};
	sigset_t alarm;

	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	if (sigaction(SIGALRM, &act, NULL) == 0 && sigprocmask(SIG_UNBLOCK, &alarm, NULL) == 0)
		setitimer(ITIMER_REAL, &t, NULL);
}

bool sys_drop(int sock, struct err *e)
{
	struct msghdr m = {0};
	ssize_t got;

	start_alarm(SHORTAGE_US);
	do
		got = recvmsg(sock, &m, MSG_DONTWAIT);
	while (got < 0 && errno == EINTR);
	setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
	return got >= 0 || errno == EAGAIN ? true : fail_errno(e, "remove a message");
}

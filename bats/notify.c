/* SPDX-License-Identifier: Apache-2.0 */
/* Sends each argument to $NOTIFY_SOCKET, as sd_notify(3) does; BARRIER=1 with a descriptor, whose
 * closing it waits for, and "+TEXT" as TEXT with a connection whose last close(2) takes 60 s, as a
 * child holds the other end of it. Built statically for inside of containers. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Tells when it has sent, before it closes. */
static int send_with(int sock, const char *text, int fd, int tell)
{
	char control[CMSG_SPACE(sizeof(int))] = {0};
	struct iovec iov = {(void *)text, strlen(text)};
	struct msghdr m = {.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(int));
	if (sendmsg(sock, &m, 0) < 0 || (tell >= 0 && write(tell, "", 1) < 0))
		return -1;
	return close(fd);
}

static int barrier(int sock, const char *text)
{
	int ends[2];

	if (pipe(ends) < 0 || send_with(sock, text, ends[1], -1) < 0)
		return -1;
	return poll(&(struct pollfd){ends[0], POLLIN, 0}, 1, 5000) == 1 ? 0 : -1;
}

static int lingering(int sock, const char *text)
{
	struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	const struct linger linger = {1, 60};
	int other = socket(AF_INET, SOCK_STREAM, 0), fd = socket(AF_INET, SOCK_STREAM, 0), sent[2];
	socklen_t n = sizeof(addr);
	static char bytes[65536];
	char byte;

	if (bind(other, (struct sockaddr *)&addr, n) < 0 || listen(other, 1) < 0 ||
		getsockname(other, (struct sockaddr *)&addr, &n) < 0 ||
		connect(fd, (struct sockaddr *)&addr, n) < 0 ||
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) < 0)
		return -1;
	while (send(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sent) < 0)
		return -1;
	/* Whoever closes it last waits: this child or the receiver, but not this process. */
	if (fork() == 0) {
		if (read(sent[1], &byte, 1) == 1 && send_with(sock, text, fd, sent[1]) == 0)
			pause();
		_exit(1);
	}
	close(fd);
	close(other);
	return write(sent[0], "", 1) == 1 && read(sent[0], &byte, 1) == 1 ? 0 : -1;
}

static int say(int sock, const char *text)
{
	if (*text == '+')
		return lingering(sock, text + 1);
	if (strcmp(text, "BARRIER=1") == 0)
		return barrier(sock, text);
	return send(sock, text, strlen(text), 0) < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int sock = socket(AF_UNIX, SOCK_DGRAM, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", getenv("NOTIFY_SOCKET"));
	if (connect(sock, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		return perror(addr.sun_path), 1;
	for (int i = 1; i < argc; i++)
		if (say(sock, argv[i]) < 0)
			return perror(argv[i]), 1;
	return 0;
}

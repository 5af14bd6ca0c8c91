/* SPDX-License-Identifier: Apache-2.0 */
/* Sends each argument to $NOTIFY_SOCKET, as sd_notify(3) does; BARRIER=1 with a descriptor, whose
 * closing it waits for. Built statically for inside of containers. */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int barrier(int sock, const char *text)
{
	char control[CMSG_SPACE(sizeof(int))] = {0};
	struct iovec iov = {(void *)text, strlen(text)};
	struct msghdr m = {.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	int ends[2];

	if (pipe(ends) < 0)
		return -1;
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &ends[1], sizeof(int));
	if (sendmsg(sock, &m, 0) < 0)
		return -1;
	close(ends[1]);
	return poll(&(struct pollfd){ends[0], POLLIN, 0}, 1, 5000) == 1 ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int sock = socket(AF_UNIX, SOCK_DGRAM, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", getenv("NOTIFY_SOCKET"));
	if (connect(sock, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		return perror(addr.sun_path), 1;
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "BARRIER=1") == 0 ? barrier(sock, argv[i]) < 0
						      : send(sock, argv[i], strlen(argv[i]), 0) < 0)
			return perror(argv[i]), 1;
	return 0;
}

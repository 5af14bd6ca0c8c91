/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: arbitrary datagrams on the synchronisation socket. In the input, each begins with a
 * byte for the number of its descriptors and for the function that receives it, and two bytes for
 * its length. The result must be a message of a known type or an error with a text, and every
 * descriptor must be closed. */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/launch/sync.h"
#include "brig/sys/sock.h"
#include "fuzz.h"

enum { HEAD = 3, FDS_MAX = 3, LENGTH_MAX = 8192 };

static void send_datagram(int sock, const uint8_t *bytes, size_t n, unsigned fds)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(FDS_MAX * sizeof(int))];
	} control = {0};
	const int fds_sent[FDS_MAX] = {sock, sock, sock};
	struct iovec iov = {.iov_base = (void *)bytes, .iov_len = n};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};

	if (fds > 0) {
		m.msg_control = &control;
		m.msg_controllen = CMSG_SPACE(fds * sizeof(int));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(fds * sizeof(int));
		memcpy(CMSG_DATA(&control.header), fds_sent, fds * sizeof(int));
	}
	check(sendmsg(sock, &m, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)n);
}

static void check_error(const struct err *e)
{
	check(memchr(e->text, '\0', sizeof(e->text)));
}

static void receive(int sock, unsigned how)
{
	struct received m = {.fd = -1};
	struct err e;
	bool came;

	if (how == 0) {
		(void)!fail_code(&e, ESRCH, "own step");
		sync_pending_error(sock, &e);
		check_error(&e);
		return;
	}
	came = how == 1 ? sync_expect(sock, MESSAGE_CONSOLE, &m, &e)
			: sync_receive(sock, 0, &m, &e);
	check(came || m.fd < 0);
	if (!came)
		check_error(&e);
	check(!came || m.type <= MESSAGE_FAIL);
	fd_close(&m.fd);
}

/* Returns a bit for each of the descriptors 0 to 63 that is open. */
static uint64_t open_descriptors(void)
{
	uint64_t bits = 0;

	for (int fd = 0; fd < 64; fd++)
		bits |= (uint64_t)(fcntl(fd, F_GETFD) >= 0) << fd;
	return bits;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t before;
	int pair[2];
	struct err e;

	check(sys_socketpair(pair, &e));
	before = open_descriptors();
	while (size >= HEAD) {
		unsigned how = data[0];
		size_t n = (size_t)(data[1] | data[2] << 8) % LENGTH_MAX;

		n = n < size - HEAD ? n : size - HEAD;
		send_datagram(pair[0], data + HEAD, n, how & FDS_MAX);
		receive(pair[1], how >> 2 & 3);
		data += HEAD + n;
		size -= HEAD + n;
	}
	check(open_descriptors() == before);
	close(pair[0]);
	receive(pair[1], 2);
	close(pair[1]);
	return 0;
}

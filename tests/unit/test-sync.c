/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of the synchronisation socket: types, descriptors, errors, the end of the peer, and
 * malformed datagrams. */
#include "test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "brig/launch/sync.h"
#include "brig/sys/sock.h"

static int pair[2];

static int open_pair(void **state)
{
	struct err e;

	(void)state;
	return sys_socketpair(pair, &e) ? 0 : -1;
}

static int close_pair(void **state)
{
	(void)state;
	close(pair[0]);
	close(pair[1]);
	return 0;
}

static void test_number_and_fd(void **state)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct received m;
	struct err e;

	(void)state;
	assert_true(sync_send(pair[0], MESSAGE_CONSOLE, 7, null, &e));
	assert_true(sync_expect(pair[1], MESSAGE_CONSOLE, &m, &e));
	assert_int_equal(m.number, 7);
	assert_true(m.fd >= 0 && m.fd != null);
	assert_int_equal(fcntl(m.fd, F_GETFD), FD_CLOEXEC);
	close(m.fd);
	close(null);
}

/* When a message has too many descriptors, all of them are closed. */
static void test_two_descriptors(void **state)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(2 * sizeof(int))];
	} control = {0};
	uint32_t words[] = {MESSAGE_CONSOLE, 7};
	struct iovec iov = {.iov_base = words, .iov_len = sizeof(words)};
	struct msghdr m = {.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control.space)};
	int free_fd = dup(pair[0]);
	struct received got;
	struct err e;

	(void)state;
	close(free_fd);
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(2 * sizeof(int));
	memcpy(CMSG_DATA(&control.header), pair, sizeof(pair));
	assert_int_equal(sendmsg(pair[0], &m, 0), sizeof(words));
	assert_false(sync_receive(pair[1], -1, &got, &e));
	assert_int_equal(got.fd, -1);
	for (int fd = free_fd; fd < free_fd + 4; fd++)
		assert_int_equal(fcntl(fd, F_GETFD), -1);
}

static void test_error(void **state)
{
	struct err sent, e;
	struct received m;

	(void)state;
	assert_false(fail_code(&sent, ENOENT, "open %s", "/x"));
	sync_send_error(pair[0], &sent);
	assert_false(sync_receive(pair[1], -1, &m, &e));
	assert_int_equal(e.code, ENOENT);
	assert_string_equal(e.text, sent.text);
}

static void test_longest_error(void **state)
{
	struct err sent = {.code = 5}, e;
	struct received m;

	(void)state;
	memset(sent.text, 'x', sizeof(sent.text) - 1);
	sync_send_error(pair[0], &sent);
	assert_false(sync_receive(pair[1], -1, &m, &e));
	assert_string_equal(e.text, sent.text);
}

static void test_wrong_order(void **state)
{
	struct received m;
	struct err e;

	(void)state;
	assert_true(sync_send(pair[0], MESSAGE_READY, 0, -1, &e));
	assert_false(sync_expect(pair[1], MESSAGE_GO, &m, &e));
	assert_string_equal(e.text, "message 'ready' came instead of 'go'");
}

static void test_end(void **state)
{
	struct received m;
	struct err e;

	(void)state;
	close(pair[0]);
	assert_true(sync_receive(pair[1], -1, &m, &e));
	assert_int_equal(m.type, 0);
	assert_false(sync_expect(pair[1], MESSAGE_GO, &m, &e));
	assert_non_null(strstr(e.text, "ended before message 'go'"));
	assert_false(sync_send(pair[1], MESSAGE_GO, 0, -1, &e));
	assert_int_equal(e.code, EPIPE);
	pair[0] = dup(pair[1]);
}

static void test_timeout(void **state)
{
	struct received m;
	struct err e;

	(void)state;
	assert_false(sync_receive(pair[1], 1, &m, &e));
	assert_int_equal(e.code, ETIMEDOUT);
}

/* A pending MESSAGE_FAIL behind other messages replaces the error; without one it stays. */
static void test_pending_error(void **state)
{
	struct err sent, e;

	(void)state;
	assert_false(fail_code(&e, ESRCH, "attach"));
	assert_true(sync_send(pair[0], MESSAGE_ROOTFS, 0, -1, &sent));
	sync_pending_error(pair[1], &e);
	assert_int_equal(e.code, ESRCH);
	assert_false(fail(&sent, "no such user"));
	assert_true(sync_send(pair[0], MESSAGE_ROOTFS, 0, -1, &e));
	sync_send_error(pair[0], &sent);
	sync_pending_error(pair[1], &e);
	assert_string_equal(e.text, "no such user");
}

/* Too short, unknown, too long for its type, and an error without its NUL. */
static void test_malformed(void **state)
{
	static const struct {
		uint32_t words[4];
		size_t n;
	} bad[] = {{{MESSAGE_GO}, 4}, {{0}, 8}, {{99}, 8}, {{MESSAGE_GO}, 12},
		{{MESSAGE_FAIL, 0, 5}, 12}, {{MESSAGE_FAIL, 0, 5, 0xffffffff}, 16},
		{{MESSAGE_FAIL}, 8}};
	static char huge[16384];
	struct received m;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_true(sys_send(pair[0], bad[i].words, bad[i].n, -1, &e));
		assert_false(sync_receive(pair[1], -1, &m, &e));
		assert_int_equal(m.fd, -1);
	}
	assert_true(sys_send(pair[0], huge, sizeof(huge), -1, &e));
	assert_false(sync_receive(pair[1], -1, &m, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_number_and_fd, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_two_descriptors, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_error, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_longest_error, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_wrong_order, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_end, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_timeout, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_pending_error, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_malformed, open_pair, close_pair),
	};

	return cmocka_run_group_tests_name("sync", tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The seccomp mailbox: both sides, and the seals of its memory. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/launch/seccomp-mailbox.h"
#include "test.h"

static void error_and_acknowledgement(void **state)
{
	autoclose int fd = -1;
	struct err e, why;
	struct seccomp_mailbox *init = mailbox_create(&fd, &e), *start = mailbox_open(fd, &e);

	(void)state;
	assert_non_null(init);
	assert_non_null(start);
	assert_true(mailbox_no_error(start, &e));
	mailbox_ack_listener(start);
	assert_true(mailbox_wait_ack(init, &e));
	err_set(&why, 0, "no program");
	mailbox_put_error(init, &why);
	assert_false(mailbox_no_error(start, &e));
	assert_string_equal(e.text, "no program");
	mailbox_close(init);
	mailbox_close(start);
}

/* A process that has the descriptor must not be able to shrink the file, which would kill the other
 * side by SIGBUS. */
static void size_is_sealed(void **state)
{
	autoclose int fd = -1, other = memfd_create("other", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	struct err e;
	struct seccomp_mailbox *b = mailbox_create(&fd, &e);

	(void)state;
	assert_non_null(b);
	assert_int_equal(ftruncate(fd, 0), -1);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), -1);
	mailbox_close(b);
	assert_null(mailbox_open(other, &e));
	assert_string_equal(e.text, "shared memory is too short");
	assert_int_equal(ftruncate(other, 1 << 20), 0);
	assert_null(mailbox_open(other, &e));
	assert_string_equal(e.text, "shared memory is not sealed against shrinking");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(error_and_acknowledgement), cmocka_unit_test(size_is_sealed)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

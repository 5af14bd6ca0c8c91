/* SPDX-License-Identifier: Apache-2.0 */
/* Two flags and an error in shared memory. */
#include "brig/launch/seccomp-mailbox.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/sys/exec.h"

struct seccomp_mailbox {
	atomic_bool listener_received, has_error;
	struct err error;
};

/* A busy loop without a clock, since reading one may be a system call. One load of the flag takes
 * about a nanosecond. */
#define LOADS_MAX UINT64_C(8000000000)

struct seccomp_mailbox *mailbox_create(int *ret_fd, struct err *e)
{
	autoclose int fd = sys_memfd("mailbox", e);
	struct seccomp_mailbox *b = fd >= 0 ? sys_share(fd, sizeof(*b), true, e) : NULL;

	if (b)
		*ret_fd = fd_take(&fd);
	return b;
}

struct seccomp_mailbox *mailbox_open(int fd, struct err *e)
{
	return sys_share(fd, sizeof(struct seccomp_mailbox), false, e);
}

void mailbox_close(struct seccomp_mailbox *b)
{
	if (b)
		sys_unshare_memory(b, sizeof(*b));
}

void mailbox_put_error(struct seccomp_mailbox *b, const struct err *why)
{
	b->error = *why;
	atomic_store(&b->has_error, true);
}

bool mailbox_no_error(const struct seccomp_mailbox *b, struct err *e)
{
	if (!atomic_load(&b->has_error))
		return true;
	*e = b->error;
	e->text[sizeof(e->text) - 1] = '\0';
	return false;
}

void mailbox_ack_listener(struct seccomp_mailbox *b)
{
	atomic_store(&b->listener_received, true);
}

bool mailbox_wait_ack(const struct seccomp_mailbox *b, struct err *e)
{
	for (uint64_t i = 0; i < LOADS_MAX; i++)
		if (atomic_load(&b->listener_received))
			return true;
	return fail(e, "linux.seccomp: timed out waiting for the runtime to fetch the listener");
}

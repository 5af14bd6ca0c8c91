/* SPDX-License-Identifier: Apache-2.0 */
/* What two processes tell each other by memory alone. */
#include "brig/launch/seccomp-mailbox.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/sys/exec.h"

struct seccomp_mailbox {
	atomic_bool taken, posted;
	struct err why;
};

/* Looks at memory cost about a nanosecond; there is no clock that is surely not a system call. */
#define LOOKS UINT64_C(8000000000)

struct seccomp_mailbox *mailbox_create(int *ret_fd, struct err *e)
{
	autoclose int fd = sys_memfd("board", e);
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
	b->why = *why;
	atomic_store(&b->posted, true);
}

bool mailbox_no_error(const struct seccomp_mailbox *b, struct err *e)
{
	if (!atomic_load(&b->posted))
		return true;
	*e = b->why;
	e->text[sizeof(e->text) - 1] = '\0';
	return false;
}

void mailbox_ack_listener(struct seccomp_mailbox *b)
{
	atomic_store(&b->taken, true);
}

bool mailbox_wait_ack(const struct seccomp_mailbox *b, struct err *e)
{
	for (uint64_t i = 0; i < LOOKS; i++)
		if (atomic_load(&b->taken))
			return true;
	return fail(e, "linux.seccomp: nobody has taken the listener");
}

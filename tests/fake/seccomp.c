/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/seccomp.h. */
#include "brig/sys/seccomp.h"

#include "fake.h"

bool sys_seccomp_load(const struct sock_filter *program, size_t n, uint32_t flags,
	int *ret_listener, struct err *e)
{
	(void)program;
	*ret_listener = -1;
	return fake_call(e, "seccomp load %zu instructions, flags %x", n, flags);
}

bool sys_seccomp_has_flags(uint32_t flags)
{
	(void)flags;
	return true;
}

bool sys_seccomp_has_action(uint32_t action)
{
	(void)action;
	return true;
}

bool sys_next_fd(int *ret, struct err *e)
{
	*ret = 7;
	return fake_call(e, "next descriptor");
}

int sys_pidfd_getfd(int pidfd, int number, struct err *e)
{
	(void)pidfd;
	return fake_call(e, "pidfd_getfd %d", number) ? fake_fd() : -1;
}

bool sys_is_listener(int fd)
{
	(void)fd;
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* seccomp(2) without a library. */
#ifndef BRIG_SYS_SECCOMP_H
#define BRIG_SYS_SECCOMP_H

#include <stddef.h>
#include <stdint.h>

#include "brig/base/err.h"

struct sock_filter;

/* SECCOMP_SET_MODE_FILTER. *ret_listener is the listener with SECCOMP_FILTER_FLAG_NEW_LISTENER,
 * else -1. Makes no system call after a success. */
bool sys_seccomp_load(const struct sock_filter *program, size_t n, uint32_t flags,
	int *ret_listener, struct err *e) must_check;

/* Whether the kernel takes these SECCOMP_FILTER_FLAG_* together; needs no rights, loads nothing. */
bool sys_seccomp_has_flags(uint32_t flags);

/* SECCOMP_GET_ACTION_AVAIL with a SECCOMP_RET_* value. */
bool sys_seccomp_has_action(uint32_t action);

/* The lowest number that is no descriptor now. */
bool sys_next_fd(int *ret, struct err *e) must_check;

/* pidfd_getfd(2): a copy of descriptor number of another process; code EBADF while it is not there.
 */
int sys_pidfd_getfd(int pidfd, int number, struct err *e) must_check;

/* Whether the descriptor is a seccomp listener. */
bool sys_is_listener(int fd);

#endif

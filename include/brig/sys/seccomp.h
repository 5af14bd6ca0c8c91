/* SPDX-License-Identifier: Apache-2.0 */
/* seccomp(2) without libseccomp. */
#ifndef BRIG_SYS_SECCOMP_H
#define BRIG_SYS_SECCOMP_H

#include <stddef.h>
#include <stdint.h>

#include "brig/base/err.h"

struct sock_filter;

/* SECCOMP_SET_MODE_FILTER. With SECCOMP_FILTER_FLAG_NEW_LISTENER, *ret_listener is the listener,
 * else -1. Makes no system call after a success. */
bool sys_seccomp_load(const struct sock_filter *program, size_t n, uint32_t flags,
	int *ret_listener, struct err *e) must_check;

/* Whether the kernel supports this combination of SECCOMP_FILTER_FLAG_*; needs no privileges and
 * loads nothing. */
bool sys_seccomp_has_flags(uint32_t flags);

/* SECCOMP_GET_ACTION_AVAIL for a SECCOMP_RET_* value. */
bool sys_seccomp_has_action(uint32_t action);

/* Returns in *ret the lowest free descriptor number. */
bool sys_next_fd(int *ret, struct err *e) must_check;

/* pidfd_getfd(2): returns a duplicate of descriptor number of another process; EBADF while that
 * descriptor is not open. */
int sys_pidfd_getfd(int pidfd, int number, struct err *e) must_check;

/* Whether fd is a seccomp listener. */
bool sys_is_listener(int fd);

#endif

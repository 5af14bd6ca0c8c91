/* SPDX-License-Identifier: Apache-2.0 */
/* Loads the compiled filter by seccomp(2), in the child. */
#ifndef BRIG_SECURITY_SECCOMP_LOAD_H
#define BRIG_SECURITY_SECCOMP_LOAD_H

#include "brig/security/seccomp.h"

struct sock_filter;

/* Reads the program from the memfd and loads it. The caller sets no_new_privs. *ret_listener is the
 * listener, -1 without one. Makes no system call after the filter is loaded. */
bool seccomp_install(
	const struct seccomp_plan *p, int memfd, int *ret_listener, struct err *e) must_check;

/* The filter for a process that no agent is notified of. */
struct seccomp_filter {
	const struct sock_filter *v; /* in the arena */
	size_t n;                    /* 0: no filter */
	uint32_t flags;
};

/* Reads the program from the memfd, for processes that must not have the descriptor. */
bool seccomp_filter_read(const struct seccomp_plan *p, int memfd, struct arena *a,
	struct seccomp_filter *ret, struct err *e) must_check;

/* Loads the filter by one system call. Without a listener SCMP_ACT_NOTIFY returns ENOSYS
 * (seccomp(2)). */
bool seccomp_filter_load(const struct seccomp_filter *f, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about the host and about us that planning needs. */
#ifndef BRIG_SYS_HOST_H
#define BRIG_SYS_HOST_H

#include <stdint.h>
#include <sys/types.h>

#include "brig/base/err.h"

struct host {
	uid_t uid; /* effective, as seen in our user namespace */
	gid_t gid;
	bool rootless;     /* not uid 0, or uid 0 of a user namespace that is not the initial one */
	bool in_userns;    /* our user namespace is not the initial one */
	int last_cap;      /* number of the newest capability that the kernel knows */
	uint64_t bounding; /* capabilities that can be given: bit n is capability n */
	uint64_t ignored;  /* signals that our caller ignores: bit n is signal n + 1 */
	unsigned kernel_major, kernel_minor;
	char release[66]; /* uname(2)'s */
};

/* uname(2), /proc/self/status, /proc/self/ns/user. */
bool sys_host_read(struct host *ret, struct err *e) must_check;

/* The facts that a full root on this kernel would find; for planning on behalf of root. */
void sys_host_as_root(struct host *h);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about the host and the runtime for planning. */
#ifndef BRIG_SYS_HOST_H
#define BRIG_SYS_HOST_H

#include <stdint.h>
#include <sys/types.h>

#include "brig/base/err.h"

struct host {
	uid_t uid; /* effective, in the runtime's user namespace */
	gid_t gid;
	bool rootless;     /* not uid 0, or uid 0 of a user namespace that is not the initial one */
	bool in_userns;    /* the runtime's user namespace is not the initial one */
	int last_cap;      /* the highest capability number of this kernel */
	uint64_t bounding; /* capability bounding set: bit n is capability n */
	uint64_t ignored; /* signals that the runtime inherited as ignored: bit n is signal n + 1 */
	unsigned kernel_major, kernel_minor;
	char release[66]; /* of uname(2) */
};

/* Reads uname(2), /proc/self/status and /proc/self/ns/user. */
bool sys_host_read(struct host *ret, struct err *e) must_check;

/* Changes the facts to those of root in the initial user namespace, for planning on behalf of
 * root. */
void sys_host_as_root(struct host *h);

#endif

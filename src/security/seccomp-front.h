/* SPDX-License-Identifier: Apache-2.0 */
/* The first instructions of the program. */
#ifndef BRIG_SRC_SECURITY_SECCOMP_FRONT_H
#define BRIG_SRC_SECURITY_SECCOMP_FRONT_H

#include <linux/filter.h>

#include "brig/security/seccomp.h"

/* The filters of the architectures, in the order of p->archs, one after another in the program. */
struct seccomp_parts {
	size_t at[SECCOMP_ARCHS_MAX]; /* instructions from the beginning of the program */
};

/* The length of the front, for any number of architectures. */
enum { SECCOMP_FRONT = 1 + SECCOMP_ARCHS_MAX * 7 + 2 };

/* Writes the instructions that return ENOSYS for system calls newer than the profile, and otherwise
 * jump to the filter of the architecture. */
void seccomp_write_front(struct sock_filter front[SECCOMP_FRONT], const struct seccomp_plan *p,
	const struct seccomp_parts *parts);

#endif

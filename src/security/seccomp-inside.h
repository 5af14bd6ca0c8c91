/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of seccomp. */
#ifndef SECURITY_SECCOMP_INSIDE_H
#define SECURITY_SECCOMP_INSIDE_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>

#include "brig/security/seccomp.h"
#include "oci.h"

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1U << 5)
#endif

/* libseccomp's token of an architecture, 0 when this libseccomp does not know it. */
uint32_t seccomp_arch_token(enum oci_seccomp_arch arch);

/* An action as libseccomp takes it. */
uint32_t seccomp_action_value(enum oci_seccomp_action action, const uint32_t *errno_ret);

/* The filters of the architectures, behind one another in the program; the native one first. */
enum { SECCOMP_PARTS = 4 };

struct seccomp_parts {
	struct {
		uint32_t token;
		size_t at; /* instructions from the beginning of the program */
	} v[SECCOMP_PARTS];
	size_t n;
};

/* What stands in front of them: answers ENOSYS where that is due, and jumps to the part of the
 * architecture. Always as long as this. */
enum { SECCOMP_FRONT = 1 + SECCOMP_PARTS * 7 + 2 };

void seccomp_write_front(struct sock_filter front[SECCOMP_FRONT], const struct oci_seccomp *s,
	const struct seccomp_parts *parts);

#endif

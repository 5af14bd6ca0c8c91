/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of seccomp. */
#ifndef SECURITY_SECCOMP_INSIDE_H
#define SECURITY_SECCOMP_INSIDE_H

#include <linux/filter.h>
#include <stdint.h>

#include "brig/security/seccomp.h"
#include "oci.h"

/* libseccomp's token of an architecture, 0 when this libseccomp does not know it. */
uint32_t seccomp_arch_token(enum oci_seccomp_arch arch);

/* An action as libseccomp takes it. */
uint32_t seccomp_action_value(enum oci_seccomp_action action, const uint32_t *errno_ret);

enum { ENOSYS_ARCHS = 8, ENOSYS_MAX = 3 + ENOSYS_ARCHS * 5 };

/* The highest number of each architecture that the profile knows. */
struct enosys_limit {
	uint32_t audit_arch;
	uint32_t last;     /* numbers above it answer ENOSYS */
	uint32_t last_x32; /* the same for x32 on x86_64; 0: the main filter decides on those */
};

/* Instructions to stand in front of a filter. Returns how many, at most ENOSYS_MAX. */
size_t enosys_write(struct sock_filter out[ENOSYS_MAX], const struct enosys_limit *v, size_t n);

/* Fills v (room for ENOSYS_ARCHS) for the native architecture and those of the profile. */
size_t enosys_limits(const struct oci_seccomp *s, struct enosys_limit *v);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a profile: system calls by number, with actions and arguments. */
#ifndef BRIG_SRC_SECURITY_SECCOMP_RULES_H
#define BRIG_SRC_SECURITY_SECCOMP_RULES_H

#include "brig/security/seccomp.h"
#include "oci.h"

/* Resolves the names of s on the native architecture p->archs[0]: sets rules and unknown. */
void seccomp_plan_rules(struct seccomp_plan *p, const struct oci_seccomp *s, struct arena *a);

/* The rules on one architecture. */
struct seccomp_arch_rules {
	size_t n;         /* rules that do something: system calls that the architecture has, with
			   * another action than the default */
	uint32_t highest; /* the highest number that the profile names; UINT32_MAX: none */
};

/* Resolves the rules on the architecture with this token, one look-up for each. Only the compiler
 * and `plan` need that, so seccomp_plan() does not do it. */
struct seccomp_arch_rules seccomp_resolve(const struct seccomp_plan *p, uint32_t token);

#endif

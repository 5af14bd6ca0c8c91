/* SPDX-License-Identifier: Apache-2.0 */
/* Architectures of a profile as tokens of libseccomp. */
#ifndef BRIG_SRC_SECURITY_SECCOMP_ARCH_H
#define BRIG_SRC_SECURITY_SECCOMP_ARCH_H

#include "brig/security/seccomp.h"
#include "oci.h"

/* Sets p->archs: native, then those of the profile that a machine with this native architecture can
 * run. */
void seccomp_plan_archs(struct seccomp_plan *p, const struct oci_seccomp *s, uint32_t native);

/* The name of a token as in config.json, "SCMP_ARCH_X86_64". */
const char *seccomp_arch_name(uint32_t token);

#endif

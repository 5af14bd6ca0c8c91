/* SPDX-License-Identifier: Apache-2.0 */
/* Architectures for which this libseccomp can make filters. */
#ifndef BRIG_SECURITY_SECCOMP_ARCH_H
#define BRIG_SECURITY_SECCOMP_ARCH_H

#include <stdbool.h>

/* For `features`: arch is an enum oci_seccomp_arch. */
bool seccomp_has_arch(int arch);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles the planned rules to a BPF program, by libseccomp. */
#ifndef BRIG_SECURITY_SECCOMP_COMPILE_H
#define BRIG_SECURITY_SECCOMP_COMPILE_H

#include "brig/security/seccomp.h"

/* Writes the program into the memfd. With SCMP_ACT_ERRNO as the default action, a system call whose
 * number is above every number that the profile names (on its architecture) returns ENOSYS:
 * programs then use an older call instead. */
bool seccomp_compile(const struct seccomp_plan *p, int memfd, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Actions of a profile, for the kernel and for libseccomp. */
#ifndef BRIG_SRC_SECURITY_SECCOMP_ACTION_H
#define BRIG_SRC_SECURITY_SECCOMP_ACTION_H

#include <stdint.h>

#include "oci.h"

/* SECCOMP_RET_* of the action. */
uint32_t seccomp_action_kernel(enum oci_seccomp_action action);

/* SCMP_ACT_* of the action, with the errno (EPERM when errno_ret is NULL) where it takes one. */
uint32_t seccomp_action_value(enum oci_seccomp_action action, const uint32_t *errno_ret);

/* The largest errnoRet of the action; 0: it takes none. */
uint32_t seccomp_action_errno_max(enum oci_seccomp_action action);

/* The number of actions. */
unsigned seccomp_actions_n(void);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Linux security modules of the running kernel. */
#ifndef BRIG_SYS_LSM_H
#define BRIG_SYS_LSM_H

#include "brig/base/err.h"

/* Whether AppArmor is enabled (its module parameter says so). */
bool sys_has_apparmor(void);

/* Whether SELinux is there and loaded (selinuxfs is mounted). */
bool sys_has_selinux(void);

#endif

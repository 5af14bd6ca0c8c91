/* SPDX-License-Identifier: Apache-2.0 */
/* Linux security modules of the running kernel. */
#ifndef BRIG_SYS_LSM_H
#define BRIG_SYS_LSM_H

#include "brig/base/err.h"

/* Whether AppArmor is enabled: /sys/module/apparmor/parameters/enabled. */
bool sys_has_apparmor(void);

/* Whether SELinux is enabled: selinuxfs is mounted at /sys/fs/selinux. */
bool sys_has_selinux(void);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Names of mount attributes. */
#ifndef BRIG_SYS_MOUNT_ATTR_NAMES_H
#define BRIG_SYS_MOUNT_ATTR_NAMES_H

#include <stdint.h>

/* "nosuid,nodev" for MOUNT_ATTR_* flags, with the atime word when one is set; "" for none. In a
 * static buffer: for messages, tests and plans. */
const char *sys_mount_attr_names(uint64_t attrs);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Names of mount attributes. */
#ifndef BRIG_SYS_MOUNT_ATTR_NAMES_H
#define BRIG_SYS_MOUNT_ATTR_NAMES_H

#include <stdint.h>

/* Returns "nosuid,nodev" for MOUNT_ATTR_* flags, including the name of an atime mode; "" for none.
 * The result is in a static buffer: for messages, tests and plans. */
const char *sys_mount_attr_names(uint64_t attrs);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts that cover parts of the host's proc and sysfs. */
#ifndef BRIG_MOUNT_REVEAL_H
#define BRIG_MOUNT_REVEAL_H

#include "brig/base/arena.h"

/* The mounts that cover parts of the host's /proc (type "proc") or /sys (type "sysfs"), so that the
 * kernel lets no user namespace mount another one. A list of paths for messages, in the arena; NULL
 * when there are none or the mount table cannot be read. */
const char *mounts_covers(const char *type, struct arena *a);

#endif

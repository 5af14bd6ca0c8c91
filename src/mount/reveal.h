/* SPDX-License-Identifier: Apache-2.0 */
/* Why a user namespace may not mount a proc or sysfs. */
#ifndef BRIG_SRC_MOUNT_REVEAL_H
#define BRIG_SRC_MOUNT_REVEAL_H

#include "brig/mount/mount.h"

/* False, always; when the mount that just failed is a proc or sysfs and the error is EPERM, e says
 * what is in the way, and what helps. */
bool reveal_explain(const struct mount_plan *m, struct err *e);

#endif

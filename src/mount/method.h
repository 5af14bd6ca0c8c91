/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses the system calls for each planned mount. */
#ifndef BRIG_SRC_MOUNT_METHOD_H
#define BRIG_SRC_MOUNT_METHOD_H

#include "brig/mount/plan.h"

/* Sets method, held and parent of all mounts, which are otherwise complete. private: no other
 * process sees a new mount before the container runs. */
void method_choose(struct mounts_plan *p, bool private);

#endif

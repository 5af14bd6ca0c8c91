/* SPDX-License-Identifier: Apache-2.0 */
/* Why a user namespace may not mount a proc or sysfs. */
#ifndef BRIG_SRC_MOUNT_REVEAL_H
#define BRIG_SRC_MOUNT_REVEAL_H

#include "brig/mount/plan.h"

/* Replaces EPERM of a mount of proc or sysfs by an error that says what prevents it and what helps.
 * False, always. */
bool reveal_explain(const struct mount_plan *m, struct err *e);

#endif

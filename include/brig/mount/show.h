/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the planned mounts, with flags and options as words. */
#ifndef BRIG_MOUNT_SHOW_H
#define BRIG_MOUNT_SHOW_H

#include "brig/json/printer.h"
#include "brig/mount/plan.h"

void mounts_show(const struct mounts_plan *p, struct printer *d);

#endif

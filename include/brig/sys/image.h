/* SPDX-License-Identifier: Apache-2.0 */
/* The executable that this process runs from. */
#ifndef BRIG_SYS_IMAGE_H
#define BRIG_SYS_IMAGE_H

#include "brig/base/err.h"

/* Goes on from another file with the same bytes, open for reading, without executing it: every page
 * of the old file is mapped from it or copied, and /proc/PID/exe leads to it: prctl(2)
 * PR_SET_MM_MAP. The kernel refuses while anything of the old one is mapped, and without
 * CAP_CHECKPOINT_RESTORE or CAP_SYS_ADMIN in our user namespace. After an error we run as before,
 * of either file. */
bool sys_image_replace(int fd, struct err *e) must_check;

#endif

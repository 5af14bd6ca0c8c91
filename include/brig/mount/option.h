/* SPDX-License-Identifier: Apache-2.0 */
/* The names of the mount options that brig knows. */
#ifndef BRIG_MOUNT_OPTION_H
#define BRIG_MOUNT_OPTION_H

#include <stddef.h>

/* The i-th name in sorted order, for `features`; NULL past the end. */
const char *mount_option_word(size_t i);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The version of this binary. */
#ifndef BRIG_CMD_VERSION_H
#define BRIG_CMD_VERSION_H

#include "brig/base/arena.h"

/* The text of `brig --version`, in the arena. Engines parse it. */
const char *version_text(struct arena *a);

#endif

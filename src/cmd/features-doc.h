/* SPDX-License-Identifier: Apache-2.0 */
/* The features structure. */
#ifndef BRIG_SRC_CMD_FEATURES_DOC_H
#define BRIG_SRC_CMD_FEATURES_DOC_H

#include "brig/base/arena.h"
#include "oci.h"

/* The features structure (features.md), in the arena. Each list comes from the table that the
 * implementation uses. */
struct oci_features features_make(struct arena *a);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The features document. */
#ifndef BRIG_SRC_CMD_FEATURES_DOC_H
#define BRIG_SRC_CMD_FEATURES_DOC_H

#include "brig/base/arena.h"
#include "oci.h"

/* Everything that is listed is a table of the part that does it. Memory is the arena's. */
struct oci_features features_make(struct arena *a);

#endif

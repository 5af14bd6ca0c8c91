/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of a map as a set. */
#ifndef BRIG_SRC_JSON_KEYS_H
#define BRIG_SRC_JSON_KEYS_H

#include "reader.h"

/* Adds a key of the map; false when the set contains it already. */
bool keys_add(struct arena *a, struct frame *f, const char *key);

#endif

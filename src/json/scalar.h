/* SPDX-License-Identifier: Apache-2.0 */
/* Values that are not an object, list or map. */
#ifndef BRIG_SRC_JSON_SCALAR_H
#define BRIG_SRC_JSON_SCALAR_H

#include "reader.h"

/* Stores the scalar at out. False after it has refused the value: wrong kind, out of range, unknown
 * word. */
bool scalar_read(struct reader *r, const struct json_type *type, const struct event *ev, void *out);

/* Whether the event is of the kind of the type; refuses it otherwise. */
bool scalar_fits(struct reader *r, const struct json_type *type, const struct event *ev);

#endif

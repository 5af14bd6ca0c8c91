/* SPDX-License-Identifier: Apache-2.0 */
/* Drops refused values, so that the caller of json_read_partly() can use the rest. */
#ifndef BRIG_SRC_JSON_DROP_H
#define BRIG_SRC_JSON_DROP_H

#include "reader.h"

/* Drops the value being read: a property becomes absent, an element leaves its list or map. */
void reader_drop_value(struct reader *r);

/* Records that a property of the object is absent. */
void reader_note_missing(struct frame *f, const struct json_field *field);

/* To be called after the frame of an object was popped, with its flags: drops the object when the
 * caller could not see that a required property is missing in it. */
void reader_pop_incomplete(struct reader *r, bool incomplete, bool unusable);

#endif

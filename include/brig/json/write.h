/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a struct as JSON, by the tables of type.h. */
#ifndef BRIG_JSON_WRITE_H
#define BRIG_JSON_WRITE_H

#include "brig/base/arena.h"
#include "brig/json/type.h"

/* The struct as JSON text in the arena, in the order of the schema, without absent properties. With
 * pretty, the text is indented and ends with a newline. All strings have to be UTF-8. */
char *json_write(struct arena *a, const void *in, const struct json_type *type, bool pretty)
	__attribute__((returns_nonnull));

#endif

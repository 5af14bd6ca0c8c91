/* SPDX-License-Identifier: Apache-2.0 */
/* Reports problems with their location: JSON path, line and section of the spec. */
#ifndef BRIG_SRC_JSON_LOCATION_H
#define BRIG_SRC_JSON_LOCATION_H

#include "reader.h"

/* yajl's offset in the text, which is the end of the token that it reports. */
size_t reader_offset(const struct reader *r);

/* Adds a refusal of the value being read, of type (NULL when not known). The reader stops when
 * there are too many refusals. */
void reader_refuse(struct reader *r, const struct json_type *type, const char *hint,
	const char *fmt, ...) printf_like(4, 5);

/* Adds a refusal of the property key of the innermost object; key NULL for the object itself. */
void reader_refuse_key(struct reader *r, const char *key, const char *fmt, ...) printf_like(3, 4);

/* Adds a refusal of the text at an offset, and stops the reader. */
void reader_refuse_text(struct reader *r, size_t offset, const char *hint, const char *fmt, ...)
	printf_like(4, 5);

/* The path of the value that the outer depth frames lead to; the path of a list itself takes the
 * depth of its frame less one. */
const char *reader_path(struct reader *r, size_t depth);

/* A string for a message: cut when long, without control characters. */
const char *reader_shown(struct reader *r, const char *s, size_t n);

#endif

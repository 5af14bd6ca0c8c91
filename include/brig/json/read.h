/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a JSON document into a struct, by the tables of type.h. */
#ifndef BRIG_JSON_READ_H
#define BRIG_JSON_READ_H

#include "brig/base/report.h"
#include "brig/json/dropped-index.h"
#include "brig/json/type.h"

enum { JSON_PROBLEMS_MAX = 100 }; /* refusals after which the reader stops */

/* Reads one JSON document of a JSON_OBJECT type into *out, a zeroed struct; memory it points to is
 * in r->arena. False when anything was refused; the caller must not use *out then. Refused, each
 * with line and path, are: a wrong type, a number out of range or with a fraction, an unknown word,
 * a missing required property, a key given twice, a NUL or half a surrogate pair in a string, and
 * nesting deeper than JSON_DEPTH_MAX. Text that is not JSON or not UTF-8 is refused too and ends
 * the reading. Unknown properties are skipped with their values; null means absent where the
 * property is optional. */
bool json_read(void *out, const struct json_type *type, const char *text, size_t size,
	struct report *r) must_check;

/* Lenient read: as json_read(), but a refused value is dropped and reported, and *out holds the
 * rest. True when the text is JSON and an object. A dropped property is NULL, also when it is a
 * required string, object or list; a dropped element is not in its list, and is added to dropped
 * unless that is NULL. An object without a required number, bool or word is dropped as a whole;
 * every object in a list is complete. */
bool json_read_partly(void *out, const struct json_type *type, const char *text, size_t size,
	struct json_dropped *dropped, struct report *r) must_check;

#endif

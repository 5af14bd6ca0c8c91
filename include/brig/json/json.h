/* SPDX-License-Identifier: Apache-2.0 */
/* JSON to structs and back, by the tables of type.h. */
#ifndef BRIG_JSON_JSON_H
#define BRIG_JSON_JSON_H

#include "brig/base/report.h"
#include "brig/json/type.h"

enum {
	JSON_DEPTH_MAX = 64,     /* objects and lists inside each other */
	JSON_PROBLEMS_MAX = 100, /* where reading stops */
};

/* Reads one JSON document of a JSON_OBJECT type into *out, a zeroed struct; what it points to is in
 * r->arena. False when anything was refused; *out is then not to be used. Refused, each with line
 * and path: a wrong type, a number out of range or with a fraction, an unknown word, a required
 * property that is missing, a key given twice, a NUL or half a surrogate pair in a string, too much
 * nesting; and, ending the reading, what is not JSON or not UTF-8. Unknown properties are skipped
 * with all that is in them; null is as good as absent where absence is allowed. */
bool json_read(void *out, const struct json_type *type, const char *text, size_t size,
	struct report *r) must_check;

/* An element that was refused and so is not in its list. */
struct json_gap {
	const char *list; /* path: linux.namespaces */
	size_t index;     /* in the text */
};

struct json_gaps {
	struct json_gap *v;
	size_t n, cap;
};

/* As json_read(), for who goes on with what could be read: true when the text is JSON and an
 * object, whatever was refused in it, and *out then holds the rest. What was refused is absent: a
 * property is NULL (so are required strings, objects and lists), an element is not in its list
 * (gaps, which may be NULL, tells which), and an object without a required number, bool or word is
 * absent as a whole; every object in a list is complete. */
bool json_read_partly(void *out, const struct json_type *type, const char *text, size_t size,
	struct json_gaps *gaps, struct report *r) must_check;

/* The index in the text of what a path made of indices in lists with gaps means; in the arena, or
 * path itself when it is right. */
const char *json_gaps_path(const struct json_gaps *gaps, const char *path, struct arena *a);

/* The struct as JSON text in the arena, in the order of the schema; what is absent is left out.
 * Pretty is indented and ends with a newline. Strings have to be UTF-8. */
char *json_write(struct arena *a, const void *in, const struct json_type *type, bool pretty)
	__attribute__((returns_nonnull));

/* The line, from 1, on which the value at a JSON path (mounts[1].destination,
 * annotations["com.example.key"]) stands in a text that json_read() has accepted; when there is no
 * such value, that of the closest one around it; 0 when there is nothing to point at. */
unsigned json_line_of(const char *text, size_t size, const char *path);

/* Whether a string is UTF-8 (RFC 3629), as what is written must be. */
bool json_is_utf8(const char *s);

#endif

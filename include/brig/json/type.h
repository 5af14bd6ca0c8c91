/* SPDX-License-Identifier: Apache-2.0 */
/* Types as data: the layout of a JSON value in a C struct. schema/gen.py generates the tables from
 * schema/ (see oci.h); the reader and the writer follow them. */
#ifndef BRIG_JSON_TYPE_H
#define BRIG_JSON_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brig/base/names.h"

enum { JSON_DEPTH_MAX = 64 }; /* objects and lists inside each other */

/* A list of numbers; v is NULL when the list is absent, and not NULL when it is empty. */
struct u32_list {
	uint32_t *v;
	size_t n;
};

struct u64_list {
	uint64_t *v;
	size_t n;
};

enum json_kind {
	JSON_BOOL,   /* bool */
	JSON_INT,    /* int32_t or int64_t, by size */
	JSON_UINT,   /* uint16_t, uint32_t or uint64_t, by size */
	JSON_ENUM,   /* an enum, stored as 32 bits */
	JSON_STRING, /* const char *, NULL when absent */
	JSON_OBJECT, /* a struct */
	JSON_LIST,   /* struct { T *v; size_t n; } */
	JSON_MAP,    /* struct { struct { const char *key; T value; } *v; size_t n; } */
};

struct json_type {
	enum json_kind kind;
	const char *name;    /* of the definition in the schema, NULL when it has none */
	const char *section; /* of the spec, NULL when there is none */
	size_t size;         /* of the C value */

	int64_t min;               /* JSON_INT and JSON_UINT */
	uint64_t max;              /* JSON_INT and JSON_UINT; at most INT64_MAX for JSON_INT */
	const struct names *words; /* JSON_ENUM */

	const struct json_field *fields; /* JSON_OBJECT: in the order of the schema, at most 64 */
	size_t n_fields;

	const struct json_type *of; /* JSON_LIST and JSON_MAP: the element */
	size_t stride;              /* bytes from one element to the next */
	size_t value;        /* JSON_MAP: offset of the value in an element; the key is at 0 */
	size_t min_items;    /* JSON_LIST */
	bool keys_not_empty; /* JSON_MAP: "" is not a valid key */
};

struct json_field {
	const char *key;
	size_t key_size;
	const struct json_type *type;
	size_t offset; /* in the struct */
	bool required;
	bool pointer; /* the struct holds a const T *, NULL when absent */
};

#endif

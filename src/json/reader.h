/* SPDX-License-Identifier: Apache-2.0 */
/* The state of one reading, shared by read.c (structure), scalar.c (values), drop.c (refused
 * values) and location.c (paths and lines). */
#ifndef BRIG_SRC_JSON_READER_H
#define BRIG_SRC_JSON_READER_H

#include "brig/json/read.h"
#include "event.h"

/* An object, list or map that has begun and not ended. */
struct frame {
	const struct json_type *type;
	char *out;                      /* the struct of the object, list or map */
	const struct json_field *field; /* of an object: the property being read */
	const char *key;                /* of a map: the key being read */
	uint64_t seen;                  /* of an object: a bit for each property */
	char *v;           /* of a list or map: the elements, stored in out at its end */
	size_t n, cap;     /* elements in v */
	size_t dropped;    /* elements dropped before; paths count them */
	bool incomplete;   /* of an object: a required property was dropped or is missing … */
	bool unusable;     /* … and the struct has no value that means absent */
	const char **keys; /* of a map: a hash table of n_keys slots, a power of two */
	size_t n_keys;
	size_t offset; /* of its beginning in the text */
};

struct reader {
	struct frame frames[JSON_DEPTH_MAX];
	size_t depth;
	size_t skipped; /* depth inside a skipped value */
	bool skip_next; /* skip the next value */
	bool stopped;   /* by the reader itself, which has reported why */
	bool complete;  /* the outermost object has ended */
	bool at_end;    /* yajl has the whole text; its count of bytes is no offset any more */

	const struct json_type *type;
	void *out;
	const char *text;
	size_t size;
	yajl_handle yajl;
	struct report *report;
	struct json_dropped *dropped; /* NULL when the caller does not need it */
	size_t max_refusals;

	size_t counted; /* line is the line of this offset */
	unsigned line;
};

#endif

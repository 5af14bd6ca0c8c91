/* SPDX-License-Identifier: Apache-2.0 */
/* The state of one reading, shared by read.c (structure), scalar.c (values) and place.c (where we
 * are). */
#ifndef BRIG_JSON_READER_H
#define BRIG_JSON_READER_H

#include <yajl/yajl_parse.h>

#include "brig/json/json.h"

/* An object, list or map that has been begun and not ended. */
struct frame {
	const struct json_type *type;
	char *out;                      /* the struct of an object, of a list or of a map */
	const struct json_field *field; /* of an object: the property being read */
	const char *key;                /* of a map: the same */
	uint64_t seen;                  /* of an object: a bit for each property */
	char *v; /* of a list or map: the elements, put into out at the end */
	size_t n, cap;
	size_t dropped;    /* elements taken back before; they count in paths */
	bool incomplete;   /* of an object: a required property was refused or is missing … */
	bool unusable;     /* … and has no way to be absent */
	const char **keys; /* of a map: a hash table of n_keys slots, a power of two */
	size_t n_keys;
	size_t offset; /* in the text, where it begins */
};

struct reader {
	struct frame frames[JSON_DEPTH_MAX];
	size_t depth;
	size_t skipped; /* depth inside a value that is passed over */
	bool skip_next; /* the value to come is of no interest */
	bool stopped;   /* by us, with a problem that says why */
	bool whole;     /* the outermost object has ended */
	bool at_end;    /* yajl has all of the text, and counts something else */

	const struct json_type *type;
	void *out;
	const char *text;
	size_t size;
	yajl_handle yajl;
	struct report *report;
	struct json_gaps *gaps; /* NULL when nobody asks */
	size_t max_refusals;

	size_t at;     /* lines have been counted up to this offset … */
	unsigned line; /* … which is on this line */
};

/* What yajl found: a scalar, or the beginning of an object or list. */
enum event_kind { EVENT_NULL, EVENT_BOOL, EVENT_NUMBER, EVENT_STRING, EVENT_OBJECT, EVENT_LIST };

struct event {
	enum event_kind kind;
	const char *s; /* of a string or number, not terminated */
	size_t n;
	bool b;
};

/* Where yajl stands in the text: behind the token that it reports. */
size_t reader_offset(const struct reader *r);

/* Adds a refusal of the value that is being read, of type (NULL when not known). Stops the reading
 * when there are too many. */
void reader_refuse(struct reader *r, const struct json_type *type, const char *hint,
	const char *fmt, ...) printf_like(4, 5);

/* The same for the property key of the innermost object; key NULL for the object itself. */
void reader_refuse_key(struct reader *r, const char *key, const char *fmt, ...) printf_like(3, 4);

/* The same at an offset, for what is wrong with the text and not with a value. */
void reader_refuse_text(struct reader *r, size_t offset, const char *hint, const char *fmt, ...)
	printf_like(4, 5);

/* The path of what the outer depth frames hold: of a list itself with the depth of its frame less
 * one. */
const char *reader_path(struct reader *r, size_t depth);

/* Takes back the value that is being read, which was refused: a property becomes absent, an element
 * of a list or map is dropped. */
void reader_drop_value(struct reader *r);

/* Notes that a property of the object is not there. */
void reader_note_missing(struct frame *f, const struct json_field *field);

/* After an object has been left: takes it back when its holder could not tell that something
 * required is missing in it. */
void reader_pop_incomplete(struct reader *r, bool incomplete, bool unusable);

/* A string for a message: cut when long, without control characters. */
const char *reader_shown(struct reader *r, const char *s, size_t n);

/* Puts a scalar of a fitting kind at out, and says whether it could; refuses it otherwise. */
bool scalar_read(struct reader *r, const struct json_type *type, const struct event *ev, void *out);

/* Whether a value of this type can be made of the event; refuses it otherwise. */
bool scalar_fits(struct reader *r, const struct json_type *type, const struct event *ev);

/* Enters a key of a map, false when it was there already. */
bool keys_add(struct arena *a, struct frame *f, const char *key);

/* Whether the bytes are UTF-8 without half surrogate pairs in escapes; refuses them otherwise. */
bool text_check(struct reader *r);

#endif

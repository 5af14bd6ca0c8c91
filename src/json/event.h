/* SPDX-License-Identifier: Apache-2.0 */
/* yajl's callbacks as one event type, shared by the reader and by path-line.c. */
#ifndef BRIG_SRC_JSON_EVENT_H
#define BRIG_SRC_JSON_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <yajl/yajl_parse.h>

/* A scalar, or the beginning of an object or list. */
enum event_kind { EVENT_NULL, EVENT_BOOL, EVENT_NUMBER, EVENT_STRING, EVENT_OBJECT, EVENT_LIST };

struct event {
	enum event_kind kind;
	const char *s; /* of a string or number, not terminated */
	size_t n;
	bool b;
};

/* The functions return 0 to stop yajl. */
struct event_handler {
	int (*value)(void *ctx, const struct event *ev);
	int (*key)(void *ctx, const char *key, size_t n);
	int (*end)(void *ctx); /* of an object or list */
	void *ctx;
};

static inline bool event_opens(const struct event *ev)
{
	return ev->kind == EVENT_OBJECT || ev->kind == EVENT_LIST;
}

/* A yajl parser that calls the handler, which has to exist as long as the parser; NULL when out of
 * memory. */
yajl_handle event_parser_new(struct event_handler *h);

#endif

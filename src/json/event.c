/* SPDX-License-Identifier: Apache-2.0 */
/* Converts yajl's callbacks into events. */
#include "event.h"

static int emit(void *ctx, struct event ev)
{
	const struct event_handler *h = ctx;

	return h->value(h->ctx, &ev);
}

static int on_null(void *ctx)
{
	return emit(ctx, (struct event){.kind = EVENT_NULL});
}

static int on_bool(void *ctx, int value)
{
	return emit(ctx, (struct event){.kind = EVENT_BOOL, .b = value != 0});
}

static int on_number(void *ctx, const char *s, size_t n)
{
	return emit(ctx, (struct event){.kind = EVENT_NUMBER, .s = s, .n = n});
}

static int on_string(void *ctx, const unsigned char *s, size_t n)
{
	return emit(ctx, (struct event){.kind = EVENT_STRING, .s = (const char *)s, .n = n});
}

static int on_object(void *ctx)
{
	return emit(ctx, (struct event){.kind = EVENT_OBJECT});
}

static int on_list(void *ctx)
{
	return emit(ctx, (struct event){.kind = EVENT_LIST});
}

static int on_key(void *ctx, const unsigned char *key, size_t n)
{
	const struct event_handler *h = ctx;

	return h->key(h->ctx, (const char *)key, n);
}

static int on_end(void *ctx)
{
	const struct event_handler *h = ctx;

	return h->end(h->ctx);
}

yajl_handle event_parser_new(struct event_handler *h)
{
	static const yajl_callbacks callbacks = {
		.yajl_null = on_null,
		.yajl_boolean = on_bool,
		.yajl_number = on_number,
		.yajl_string = on_string,
		.yajl_start_map = on_object,
		.yajl_map_key = on_key,
		.yajl_end_map = on_end,
		.yajl_start_array = on_list,
		.yajl_end_array = on_end,
	};

	return yajl_alloc(&callbacks, NULL, h);
}

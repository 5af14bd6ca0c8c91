/* SPDX-License-Identifier: Apache-2.0 */
/* The reader: stores the values of yajl's events in structs, by the tables of types. */
#include "brig/json/read.h"

#include "brig/base/str.h"
#include "drop.h"
#include "keys.h"
#include "location.h"
#include "reader.h"
#include "scalar.h"
#include "utf8.h"

static struct frame *top(struct reader *r)
{
	return r->depth > 0 ? &r->frames[r->depth - 1] : NULL;
}

static struct arena *arena_of(struct reader *r)
{
	return r->report->arena;
}

/* The return value of yajl's callbacks: 0 makes yajl stop. */
static int yajl_continue(const struct reader *r)
{
	return !r->stopped;
}

/* ---- the destination of a value ---- */

static const struct json_type *expected_type(struct reader *r)
{
	struct frame *f = top(r);

	if (!f)
		return r->type;
	return f->type->kind == JSON_OBJECT ? f->field->type : f->type->of;
}

/* Appends an element to a list or map, and returns the address of its value. */
static char *append(struct reader *r, struct frame *f)
{
	char *element;

	f->v = arena_grow(arena_of(r), f->v, &f->n, &f->cap, f->type->stride);
	element = f->v + (f->n - 1) * f->type->stride;
	if (f->type->kind == JSON_MAP)
		memcpy(element, &f->key, sizeof(f->key));
	return element + f->type->value;
}

/* The address of the value being read; appends an element when a list or map contains it. */
static char *destination(struct reader *r)
{
	struct frame *f = top(r);
	void *value;

	if (!f)
		return r->out;
	if (f->type->kind != JSON_OBJECT)
		return append(r, f);
	if (!f->field->pointer)
		return f->out + f->field->offset;
	value = arena_alloc(arena_of(r), f->field->type->size);
	memcpy(f->out + f->field->offset, &value, sizeof(value));
	return value;
}

/* ---- events ---- */

/* Handles the null of a property, which means that the property is absent. Elsewhere null is a
 * value of the wrong kind. */
static bool is_null_property(struct reader *r, const struct event *ev)
{
	struct frame *f = top(r);

	if (ev->kind != EVENT_NULL || !f || f->type->kind != JSON_OBJECT)
		return false;
	if (f->field->required) {
		reader_refuse(r, f->field->type, NULL, "required, but null");
		reader_drop_value(r);
	}
	return true;
}

static int scalar(struct reader *r, const struct event *ev)
{
	char *out;

	if (r->skipped > 0 || r->skip_next) {
		r->skip_next = false;
		return 1;
	}
	if (!is_null_property(r, ev)) {
		out = destination(r);
		if (!scalar_read(r, expected_type(r), ev, out))
			reader_drop_value(r);
	}
	return yajl_continue(r);
}

static int begin(struct reader *r, const struct event *ev)
{
	const struct json_type *type;
	char *out;

	if (r->depth + r->skipped >= JSON_DEPTH_MAX) {
		reader_refuse_text(
			r, reader_offset(r), NULL, "nested deeper than %d levels", JSON_DEPTH_MAX);
		return 0;
	}
	if (r->skipped > 0 || r->skip_next) {
		r->skip_next = false;
		r->skipped++;
		return 1;
	}
	type = expected_type(r);
	out = destination(r);
	if (!scalar_fits(r, type, ev)) {
		reader_drop_value(r);
		r->skipped = 1;
		return yajl_continue(r);
	}
	r->frames[r->depth++] =
		(struct frame){.type = type, .out = out, .offset = reader_offset(r)};
	return 1;
}

static int on_value(void *ctx, const struct event *ev)
{
	return event_opens(ev) ? begin(ctx, ev) : scalar(ctx, ev);
}

static void end_object(struct reader *r, struct frame *f)
{
	f->field = NULL;
	for (size_t i = 0; i < f->type->n_fields && !r->stopped; i++) {
		const struct json_field *field = &f->type->fields[i];

		if (!field->required || f->seen & UINT64_C(1) << i)
			continue;
		reader_refuse_key(r, field->key, "required, but missing");
		reader_note_missing(f, field);
	}
}

/* v is not NULL also when the list or map is empty, because NULL means absent. */
static void end_elements(struct reader *r, struct frame *f)
{
	void *v = f->v ? f->v : arena_alloc(arena_of(r), f->type->stride);

	if (f->n + f->dropped < f->type->min_items)
		reader_refuse_key(r, NULL, "must have at least %zu %s", f->type->min_items,
			f->type->min_items == 1 ? "entry" : "entries");
	memcpy(f->out + offsetof(struct str_list, v), &v, sizeof(v));
	memcpy(f->out + offsetof(struct str_list, n), &f->n, sizeof(f->n));
}

static int on_end(void *ctx)
{
	struct reader *r = ctx;
	struct frame *f;

	if (r->skipped > 0) {
		r->skipped--;
		return 1;
	}
	f = &r->frames[r->depth - 1];
	if (f->type->kind == JSON_OBJECT)
		end_object(r, f);
	else
		end_elements(r, f);
	r->depth--;
	if (r->depth == 0)
		r->complete = true;
	else
		reader_pop_incomplete(r, f->incomplete, f->unusable);
	return yajl_continue(r);
}

/* ---- keys ---- */

static const struct json_field *field_find(const struct json_type *type, const char *key, size_t n)
{
	for (size_t i = 0; i < type->n_fields; i++)
		if (type->fields[i].key_size == n && memcmp(type->fields[i].key, key, n) == 0)
			return &type->fields[i];
	return NULL;
}

static void object_key(struct reader *r, struct frame *f, const char *key, size_t n)
{
	uint64_t bit;

	f->field = field_find(f->type, key, n);
	if (!f->field) {
		r->skip_next = true;
		return;
	}
	bit = UINT64_C(1) << (f->field - f->type->fields);
	if (f->seen & bit) {
		reader_refuse(r, f->field->type, NULL, "given twice");
		r->skip_next = true;
	}
	f->seen |= bit;
}

static void map_key(struct reader *r, struct frame *f, const char *key, size_t n)
{
	size_t before = r->report->n;

	f->key = arena_strndup(arena_of(r), key, n);
	if (memchr(key, '\0', n))
		reader_refuse(r, NULL, NULL, "a key contains a NUL character (\\u0000)");
	else if (n == 0 && f->type->keys_not_empty)
		reader_refuse(r, NULL, NULL, "a key must not be an empty string");
	else if (!keys_add(arena_of(r), f, f->key))
		reader_refuse(r, NULL, NULL, "given twice");
	r->skip_next = r->report->n > before;
}

static int on_key(void *ctx, const char *key, size_t n)
{
	struct reader *r = ctx;
	struct frame *f;

	if (r->skipped > 0)
		return 1;
	f = &r->frames[r->depth - 1];
	if (f->type->kind == JSON_OBJECT)
		object_key(r, f, key, n);
	else
		map_key(r, f, key, n);
	return yajl_continue(r);
}

/* ---- the document ---- */

/* Translates a message of yajl, such as "parse error: premature EOF\n". */
static const char *syntax_text(struct reader *r, const char *message)
{
	static const struct {
		const char *yajl, *text;
	} table[] = {
		{"premature EOF", "ends before it is complete"},
		{"trailing garbage", "something follows the end of the document"},
		{"after key and value, inside map",
			"not JSON: a comma or } is missing before this"},
		{"after array element", "not JSON: a comma or ] is missing before this"},
	};
	const char *colon = strstr(message, ": ");

	message = colon ? colon + 2 : message;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (str_starts(message, table[i].yajl))
			return table[i].text;
	return arena_printf(arena_of(r), "not JSON: %.*s", (int)strcspn(message, ".\n"), message);
}

/* Whether the error is a closing bracket that follows a comma. */
static bool is_trailing_comma(const struct reader *r, size_t offset)
{
	size_t i = offset;

	while (i > 0 && strchr(" \t\r\n}]", r->text[i - 1]))
		i--;
	return i > 0 && i < offset && r->text[i - 1] == ',';
}

static void refuse_syntax(struct reader *r)
{
	unsigned char *message = yajl_get_error(r->yajl, 0, NULL, 0);
	const char *text = syntax_text(r, message ? (const char *)message : "");
	size_t offset = reader_offset(r);

	reader_refuse_text(r, offset,
		!r->at_end && is_trailing_comma(r, offset)
			? "there is a comma before a closing bracket"
			: NULL,
		"%s", text);
	yajl_free_error(r->yajl, message);
}

static void parse(struct reader *r)
{
	yajl_status status = yajl_parse(r->yajl, (const unsigned char *)r->text, r->size);

	if (status == yajl_status_ok) {
		r->at_end = true;
		status = yajl_complete_parse(r->yajl);
	}
	if (status == yajl_status_error && !r->stopped)
		refuse_syntax(r);
}

bool json_read_partly(void *out, const struct json_type *type, const char *text, size_t size,
	struct json_dropped *dropped, struct report *report)
{
	struct reader r;
	struct event_handler handler = {.value = on_value, .key = on_key, .end = on_end, .ctx = &r};

	r = (struct reader){.type = type,
		.out = out,
		.text = text,
		.size = size,
		.line = 1,
		.report = report,
		.dropped = dropped,
		.max_refusals = report->refusals + JSON_PROBLEMS_MAX};
	if (size == 0 || !text_check(&r)) {
		if (size == 0)
			reader_refuse_text(&r, 0, NULL, "is empty");
		return false;
	}
	r.yajl = event_parser_new(&handler);
	if (!r.yajl)
		return refuse(report, "", NULL, NULL, "out of memory");
	parse(&r);
	yajl_free(r.yajl);
	return r.complete && !r.stopped;
}

bool json_read(void *out, const struct json_type *type, const char *text, size_t size,
	struct report *report)
{
	size_t before = report->refusals;

	return json_read_partly(out, type, text, size, NULL, report) && report->refusals == before;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Checks a value that is not an object, list or map against its type, and stores it. */
#include "scalar.h"

#include <inttypes.h>

#include "brig/base/str.h"
#include "location.h"

static const char *kind_text(enum json_kind kind)
{
	switch (kind) {
	case JSON_BOOL:
		return "true or false";
	case JSON_INT:
	case JSON_UINT:
		return "a whole number";
	case JSON_ENUM:
	case JSON_STRING:
		return "a string";
	case JSON_OBJECT:
	case JSON_MAP:
		return "an object";
	case JSON_LIST:
		return "a list";
	}
	return NULL;
}

static const char *event_text(enum event_kind kind)
{
	static const char *const words[] = {
		[EVENT_NULL] = "null",
		[EVENT_BOOL] = "a boolean",
		[EVENT_NUMBER] = "a number",
		[EVENT_STRING] = "a string",
		[EVENT_OBJECT] = "an object",
		[EVENT_LIST] = "a list",
	};

	return words[kind];
}

static enum event_kind event_for(enum json_kind kind)
{
	switch (kind) {
	case JSON_BOOL:
		return EVENT_BOOL;
	case JSON_INT:
	case JSON_UINT:
		return EVENT_NUMBER;
	case JSON_ENUM:
	case JSON_STRING:
		return EVENT_STRING;
	case JSON_OBJECT:
	case JSON_MAP:
		return EVENT_OBJECT;
	case JSON_LIST:
		return EVENT_LIST;
	}
	return EVENT_NULL;
}

bool scalar_fits(struct reader *r, const struct json_type *type, const struct event *ev)
{
	if (ev->kind == event_for(type->kind))
		return true;
	reader_refuse(
		r, type, NULL, "must be %s, not %s", kind_text(type->kind), event_text(ev->kind));
	return false;
}

/* False when the number does not fit into 64 bits. */
static bool parse_magnitude(const char *digits, size_t n, uint64_t *ret)
{
	*ret = 0;
	for (size_t i = 0; i < n; i++)
		if (__builtin_mul_overflow(*ret, 10, ret) ||
			__builtin_add_overflow(*ret, (uint64_t)(digits[i] - '0'), ret))
			return false;
	return true;
}

static void store_integer(void *out, size_t size, uint64_t value)
{
	uint16_t u16 = (uint16_t)value;
	uint32_t u32 = (uint32_t)value;

	if (size == sizeof(u16))
		memcpy(out, &u16, size);
	else if (size == sizeof(u32))
		memcpy(out, &u32, size);
	else
		memcpy(out, &value, sizeof(value));
}

static bool read_integer(
	struct reader *r, const struct json_type *type, const struct event *ev, void *out)
{
	bool negative = ev->s[0] == '-';
	uint64_t least = type->min < 0 ? 0 - (uint64_t)type->min : 0, value; /* as a magnitude */
	bool fits = parse_magnitude(ev->s + negative, ev->n - negative, &value);
	const char *shown;

	if (fits && value == 0)
		negative = false;
	if (fits && (negative ? value <= least
			      : value <= type->max &&
					    (type->min <= 0 || value >= (uint64_t)type->min))) {
		store_integer(out, type->size, negative ? 0 - value : value);
		return true;
	}
	shown = reader_shown(r, ev->s, ev->n);
	if (negative || (fits && value <= type->max))
		reader_refuse(r, type, NULL, "%s is too small, the smallest is %" PRId64, shown,
			type->min);
	else
		reader_refuse(r, type, NULL, "%s is too large, the largest is %" PRIu64, shown,
			type->max);
	return false;
}

/* Returns "it can be a, b or c"; NULL when there are too many words for a message. */
static const char *hint_of(struct reader *r, const struct names *words)
{
	enum { WORDS_MAX = 10 };
	struct str s = {.arena = r->report->arena};

	if (words->n > WORDS_MAX)
		return NULL;
	str_add(&s, "it can be ");
	for (size_t i = 0; i < words->n; i++)
		str_addf(&s, "%s%s",
			i == 0             ? ""
			: i + 1 < words->n ? ", "
					   : " or ",
			words->v[i].name);
	return str_text(&s);
}

static bool read_word(
	struct reader *r, const struct json_type *type, const struct event *ev, void *out)
{
	char word[64];
	const struct name *row = NULL;
	uint32_t value;

	if (ev->n < sizeof(word) && !memchr(ev->s, '\0', ev->n)) {
		memcpy(word, ev->s, ev->n);
		word[ev->n] = '\0';
		row = names_find(type->words, word);
	}
	if (!row) {
		reader_refuse(r, type, hint_of(r, type->words), "'%s' is not a known value",
			reader_shown(r, ev->s, ev->n));
		return false;
	}
	value = (uint32_t)row->value;
	memcpy(out, &value, sizeof(value));
	return true;
}

static bool read_string(
	struct reader *r, const struct json_type *type, const struct event *ev, void *out)
{
	const char *s;

	if (memchr(ev->s, '\0', ev->n)) {
		reader_refuse(r, type, NULL, "contains a NUL character (\\u0000)");
		return false;
	}
	s = arena_strndup(r->report->arena, ev->s, ev->n);
	memcpy(out, &s, sizeof(s));
	return true;
}

bool scalar_read(struct reader *r, const struct json_type *type, const struct event *ev, void *out)
{
	if (!scalar_fits(r, type, ev))
		return false;
	switch (ev->kind) {
	case EVENT_BOOL:
		memcpy(out, &ev->b, sizeof(ev->b));
		return true;
	case EVENT_NUMBER:
		if (!memchr(ev->s, '.', ev->n) && !memchr(ev->s, 'e', ev->n) &&
			!memchr(ev->s, 'E', ev->n))
			return read_integer(r, type, ev, out);
		reader_refuse(r, type, NULL, "must be a whole number, not %s",
			reader_shown(r, ev->s, ev->n));
		return false;
	case EVENT_STRING:
		return type->kind == JSON_ENUM ? read_word(r, type, ev, out)
					       : read_string(r, type, ev, out);
	case EVENT_NULL:
	case EVENT_OBJECT:
	case EVENT_LIST:
		break;
	}
	return false;
}

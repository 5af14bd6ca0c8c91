/* SPDX-License-Identifier: Apache-2.0 */
/* The writer: passes the fields of a struct to yajl's generator, by the tables of types. */
#include "brig/json/write.h"

#include <inttypes.h>
#include <stdio.h>
#include <yajl/yajl_gen.h>

#include "brig/base/str.h"

static void write_value(yajl_gen g, const struct json_type *type, const char *in);

static void write_text(yajl_gen g, const char *s)
{
	yajl_gen_string(g, (const unsigned char *)s, strlen(s));
}

static const void *pointer_at(const char *in)
{
	const void *p;

	memcpy(&p, in, sizeof(p));
	return p;
}

static void write_integer(yajl_gen g, const struct json_type *type, const char *in)
{
	bool is_signed = type->kind == JSON_INT;
	uint64_t value = 0;
	uint32_t u32;
	uint16_t u16;
	char digits[24];

	if (type->size == sizeof(u16)) {
		memcpy(&u16, in, sizeof(u16));
		value = u16;
	} else if (type->size == sizeof(u32)) {
		memcpy(&u32, in, sizeof(u32));
		value = is_signed ? (uint64_t)(int64_t)(int32_t)u32 : u32;
	} else {
		memcpy(&value, in, sizeof(value));
	}
	if (is_signed)
		snprintf(digits, sizeof(digits), "%" PRId64, (int64_t)value);
	else
		snprintf(digits, sizeof(digits), "%" PRIu64, value);
	yajl_gen_number(g, digits, strlen(digits));
}

static void write_word(yajl_gen g, const struct json_type *type, const char *in)
{
	uint32_t value;
	const char *word;

	memcpy(&value, in, sizeof(value));
	word = names_of(type->words, value);
	write_text(g, word ? word : "");
}

/* The address of the value of a field; NULL when the field is absent. */
static const char *field_at(const struct json_field *f, const char *in)
{
	const char *at = in + f->offset;

	if (f->pointer)
		return pointer_at(at);
	switch (f->type->kind) {
	case JSON_STRING:
	case JSON_LIST: /* the first member of a list or map is v */
	case JSON_MAP:
		return pointer_at(at) ? at : NULL;
	case JSON_BOOL:
	case JSON_INT:
	case JSON_UINT:
	case JSON_ENUM:
	case JSON_OBJECT:
		break;
	}
	return at;
}

static void write_object(yajl_gen g, const struct json_type *type, const char *in)
{
	yajl_gen_map_open(g);
	for (size_t i = 0; i < type->n_fields; i++) {
		const struct json_field *f = &type->fields[i];
		const char *value = field_at(f, in);

		if (value) {
			write_text(g, f->key);
			write_value(g, f->type, value);
		}
	}
	yajl_gen_map_close(g);
}

static void write_elements(yajl_gen g, const struct json_type *type, const char *in)
{
	const char *v = pointer_at(in + offsetof(struct str_list, v));
	size_t n;

	memcpy(&n, in + offsetof(struct str_list, n), sizeof(n));
	for (size_t i = 0; i < n; i++, v += type->stride) {
		if (type->kind == JSON_MAP)
			write_text(g, pointer_at(v));
		write_value(g, type->of, v + type->value);
	}
}

static void write_value(yajl_gen g, const struct json_type *type, const char *in)
{
	bool b;

	switch (type->kind) {
	case JSON_BOOL:
		memcpy(&b, in, sizeof(b));
		yajl_gen_bool(g, b);
		return;
	case JSON_INT:
	case JSON_UINT:
		write_integer(g, type, in);
		return;
	case JSON_ENUM:
		write_word(g, type, in);
		return;
	case JSON_STRING:
		write_text(g, pointer_at(in) ? pointer_at(in) : "");
		return;
	case JSON_OBJECT:
		write_object(g, type, in);
		return;
	case JSON_LIST:
		yajl_gen_array_open(g);
		write_elements(g, type, in);
		yajl_gen_array_close(g);
		return;
	case JSON_MAP:
		yajl_gen_map_open(g);
		write_elements(g, type, in);
		yajl_gen_map_close(g);
		return;
	}
}

static void print(void *ctx, const char *s, size_t n)
{
	str_add_bytes(ctx, s, n);
}

char *json_write(struct arena *a, const void *in, const struct json_type *type, bool pretty)
{
	struct str s = {.arena = a};
	yajl_gen g = yajl_gen_alloc(NULL);

	str_add(&s, "");
	if (!g)
		return s.p;
	yajl_gen_config(g, yajl_gen_print_callback, print, &s);
	yajl_gen_config(g, yajl_gen_beautify, pretty);
	yajl_gen_config(g, yajl_gen_indent_string, "  ");
	write_value(g, type, in);
	yajl_gen_free(g);
	return s.p;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The two output formats: JSON by yajl's generator, and lines of text. */
#include "brig/json/printer.h"

#include <inttypes.h>
#include <stdio.h>
#include <yajl/yajl_gen.h>

#include "brig/base/safe.h"
#include "brig/base/str.h"
#include "brig/json/type.h"

struct printer {
	struct str text;
	yajl_gen json;                /* NULL for text */
	bool is_list[JSON_DEPTH_MAX]; /* of each open object or list, outermost first */
	size_t depth;
	bool is_empty; /* text: the innermost is empty so far, and its line has not ended */
	bool in_entry; /* text: "- " was written; the next key follows on the same line */
};

static void print(void *ctx, const char *s, size_t n)
{
	str_add_bytes(ctx, s, n);
}

struct printer *printer_new(struct arena *a, enum printer_format format)
{
	struct printer *p = arena_alloc(a, sizeof(*p));

	p->text.arena = a;
	str_add(&p->text, "");
	if (format != PRINTER_TEXT && (p->json = yajl_gen_alloc(NULL))) {
		yajl_gen_config(p->json, yajl_gen_print_callback, print, &p->text);
		yajl_gen_config(p->json, yajl_gen_beautify, format == PRINTER_JSON);
		yajl_gen_config(p->json, yajl_gen_indent_string, "  ");
		yajl_gen_map_open(p->json);
	}
	return p;
}

const char *printer_text(struct printer *p)
{
	if (p->json) {
		yajl_gen_map_close(p->json);
		yajl_gen_free(p->json);
		p->json = NULL;
		if (!str_ends(str_text(&p->text), "\n"))
			str_add(&p->text, "\n");
	}
	return str_text(&p->text);
}

/* ---- text ---- */

/* Ends the line of the object or list that has just begun; writes the indentation and the key of
 * the next value. */
static void text_key(struct printer *p, const char *key)
{
	if (p->is_empty && !p->in_entry)
		str_add(&p->text, "\n");
	if (!p->in_entry)
		for (size_t i = 0; i < p->depth; i++)
			str_add(&p->text, "  ");
	p->is_empty = false;
	p->in_entry = false;
	if (key)
		str_addf(&p->text, "%s:", key);
	else
		str_add(&p->text, "-");
}

static void text_value(struct printer *p, const char *value)
{
	const char *end = value + strlen(value);
	size_t n;
	bool safe;

	str_add(&p->text, " ");
	for (const char *s = value; s < end; s += n) {
		n = safe_next(s, end, &safe);
		if (*s == '\n')
			str_add(&p->text, "\\n");
		else if (*s == '\t')
			str_add(&p->text, "\\t");
		else if (safe)
			str_add_bytes(&p->text, s, n);
		else
			for (size_t i = 0; i < n; i++)
				str_addf(&p->text, "\\x%02x", (unsigned char)s[i]);
	}
	str_add(&p->text, "\n");
}

static void text_begin(struct printer *p, const char *key, bool is_list)
{
	text_key(p, key);
	if (p->depth < JSON_DEPTH_MAX)
		p->is_list[p->depth] = is_list;
	p->depth++;
	p->is_empty = true;
	if (!key) { /* the first key of an element follows the dash on the same line */
		str_add(&p->text, " ");
		p->in_entry = true;
	}
}

static void text_end(struct printer *p)
{
	if (p->is_empty)
		str_add(&p->text, p->in_entry ? "none\n" : " none\n");
	p->is_empty = false;
	p->in_entry = false;
	p->depth--;
}

/* ---- both formats ---- */

static void json_string(struct printer *p, const char *s)
{
	yajl_gen_string(p->json, (const unsigned char *)s, strlen(s));
}

static void json_key(struct printer *p, const char *key)
{
	if (key)
		json_string(p, key);
}

static void begin(struct printer *p, const char *key, bool is_list)
{
	if (!p->json) {
		text_begin(p, key, is_list);
		return;
	}
	json_key(p, key);
	if (p->depth < JSON_DEPTH_MAX)
		p->is_list[p->depth++] = is_list;
	if (is_list)
		yajl_gen_array_open(p->json);
	else
		yajl_gen_map_open(p->json);
}

void printer_object(struct printer *p, const char *key)
{
	begin(p, key, false);
}

void printer_list(struct printer *p, const char *key)
{
	begin(p, key, true);
}

void printer_end(struct printer *p)
{
	if (!p->json)
		text_end(p);
	else if (p->is_list[--p->depth])
		yajl_gen_array_close(p->json);
	else
		yajl_gen_map_close(p->json);
}

void printer_str(struct printer *p, const char *key, const char *value)
{
	if (!value)
		return;
	if (p->json) {
		json_key(p, key);
		json_string(p, value);
	} else {
		text_key(p, key);
		text_value(p, value);
	}
}

void printer_strf(struct printer *p, const char *key, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printer_str(p, key, arena_vprintf(p->text.arena, fmt, ap));
	va_end(ap);
}

/* A number, true or false: a value that JSON writes without quotes. */
static void unquoted(struct printer *p, const char *key, const char *value)
{
	if (p->json) {
		json_key(p, key);
		yajl_gen_number(p->json, value, strlen(value));
	} else {
		text_key(p, key);
		text_value(p, value);
	}
}

void printer_int(struct printer *p, const char *key, int64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, value);
	unquoted(p, key, digits);
}

void printer_uint(struct printer *p, const char *key, uint64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRIu64, value);
	unquoted(p, key, digits);
}

void printer_number(struct printer *p, const char *key, const char *digits)
{
	unquoted(p, key, digits);
}

void printer_bool(struct printer *p, const char *key, bool value)
{
	if (p->json)
		unquoted(p, key, value ? "true" : "false");
	else
		unquoted(p, key, value ? "yes" : "no");
}

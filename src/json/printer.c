/* SPDX-License-Identifier: Apache-2.0 */
/* The two forms of a document: yajl's generator, or lines of text. */
#include "brig/json/printer.h"

#include <inttypes.h>
#include <stdio.h>
#include <yajl/yajl_gen.h>

#include "brig/base/safe.h"
#include "brig/base/str.h"
#include "brig/json/json.h"

struct printer {
	struct str text;
	yajl_gen json;                /* NULL for text */
	bool is_list[JSON_DEPTH_MAX]; /* what is open, outermost first; text only */
	size_t depth;
	bool is_new;   /* the innermost has nothing in it yet; its line is not ended */
	bool in_entry; /* a "- " has been written for what comes next */
};

static void print(void *ctx, const char *s, size_t n)
{
	str_add_bytes(ctx, s, n);
}

struct printer *printer_new(struct arena *a, enum printer_format format)
{
	struct printer *d = arena_alloc(a, sizeof(*d));

	d->text.arena = a;
	str_add(&d->text, "");
	if (format != PRINTER_TEXT && (d->json = yajl_gen_alloc(NULL))) {
		yajl_gen_config(d->json, yajl_gen_print_callback, print, &d->text);
		yajl_gen_config(d->json, yajl_gen_beautify, format == PRINTER_JSON);
		yajl_gen_config(d->json, yajl_gen_indent_string, "  ");
		yajl_gen_map_open(d->json);
	}
	return d;
}

const char *printer_text(struct printer *d)
{
	if (d->json) {
		yajl_gen_map_close(d->json);
		yajl_gen_free(d->json);
		d->json = NULL;
		if (!str_ends(str_text(&d->text), "\n"))
			str_add(&d->text, "\n");
	}
	return str_text(&d->text);
}

/* ---- text ---- */

/* Ends the line of what was begun, and writes indentation and key of what comes next. */
static void text_key(struct printer *d, const char *key)
{
	if (d->is_new && !d->in_entry)
		str_add(&d->text, "\n");
	if (!d->in_entry)
		for (size_t i = 0; i < d->depth; i++)
			str_add(&d->text, "  ");
	d->is_new = false;
	d->in_entry = false;
	if (key)
		str_addf(&d->text, "%s:", key);
	else
		str_add(&d->text, "-");
}

static void text_value(struct printer *d, const char *value)
{
	const char *end = value + strlen(value);
	size_t n;
	bool safe;

	str_add(&d->text, " ");
	for (const char *p = value; p < end; p += n) {
		n = safe_next(p, end, &safe);
		if (*p == '\n')
			str_add(&d->text, "\\n");
		else if (*p == '\t')
			str_add(&d->text, "\\t");
		else if (safe)
			str_add_bytes(&d->text, p, n);
		else
			for (size_t i = 0; i < n; i++)
				str_addf(&d->text, "\\x%02x", (unsigned char)p[i]);
	}
	str_add(&d->text, "\n");
}

static void text_begin(struct printer *d, const char *key, bool is_list)
{
	text_key(d, key);
	if (d->depth < JSON_DEPTH_MAX)
		d->is_list[d->depth] = is_list;
	d->depth++;
	d->is_new = true;
	if (!key) { /* the first line of an entry stands behind its dash */
		str_add(&d->text, " ");
		d->in_entry = true;
	}
}

static void text_end(struct printer *d)
{
	if (d->is_new)
		str_add(&d->text, d->in_entry ? "none\n" : " none\n");
	d->is_new = false;
	d->in_entry = false;
	d->depth--;
}

/* ---- both ---- */

static void json_string(struct printer *d, const char *s)
{
	yajl_gen_string(d->json, (const unsigned char *)s, strlen(s));
}

static void json_key(struct printer *d, const char *key)
{
	if (key)
		json_string(d, key);
}

static void begin(struct printer *d, const char *key, bool is_list)
{
	if (!d->json) {
		text_begin(d, key, is_list);
		return;
	}
	json_key(d, key);
	if (d->depth < JSON_DEPTH_MAX)
		d->is_list[d->depth++] = is_list;
	if (is_list)
		yajl_gen_array_open(d->json);
	else
		yajl_gen_map_open(d->json);
}

void printer_object(struct printer *d, const char *key)
{
	begin(d, key, false);
}

void printer_list(struct printer *d, const char *key)
{
	begin(d, key, true);
}

void printer_end(struct printer *d)
{
	if (!d->json)
		text_end(d);
	else if (d->is_list[--d->depth])
		yajl_gen_array_close(d->json);
	else
		yajl_gen_map_close(d->json);
}

void printer_str(struct printer *d, const char *key, const char *value)
{
	if (!value)
		return;
	if (d->json) {
		json_key(d, key);
		json_string(d, value);
	} else {
		text_key(d, key);
		text_value(d, value);
	}
}

void printer_strf(struct printer *d, const char *key, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printer_str(d, key, arena_vprintf(d->text.arena, fmt, ap));
	va_end(ap);
}

/* A number or a word that JSON writes without quotes. */
static void bare(struct printer *d, const char *key, const char *value)
{
	if (d->json) {
		json_key(d, key);
		yajl_gen_number(d->json, value, strlen(value));
	} else {
		text_key(d, key);
		text_value(d, value);
	}
}

void printer_int(struct printer *d, const char *key, int64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, value);
	bare(d, key, digits);
}

void printer_uint(struct printer *d, const char *key, uint64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRIu64, value);
	bare(d, key, digits);
}

void printer_number(struct printer *d, const char *key, const char *digits)
{
	bare(d, key, digits);
}

void printer_bool(struct printer *d, const char *key, bool value)
{
	if (d->json)
		bare(d, key, value ? "true" : "false");
	else
		bare(d, key, value ? "yes" : "no");
}

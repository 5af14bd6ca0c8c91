/* SPDX-License-Identifier: Apache-2.0 */
/* The location of a problem in the document: JSON path, line and section of the spec. */
#include "location.h"

#include <ctype.h>

#include "brig/base/str.h"

size_t reader_offset(const struct reader *r)
{
	return r->at_end ? r->size : yajl_get_bytes_consumed(r->yajl);
}

/* Counts lines from the offset of the last call, which is near: problems are found in the order of
 * the text, except for missing properties, which are found at the end of their object. */
static unsigned line_at(struct reader *r, size_t offset)
{
	const char *p = r->text + r->counted,
		   *end = r->text + (offset < r->size ? offset : r->size);

	for (; p < end; p++)
		r->line += *p == '\n';
	for (; p > end; p--)
		r->line -= p[-1] == '\n';
	r->counted = (size_t)(p - r->text);
	return r->line;
}

const char *reader_shown(struct reader *r, const char *s, size_t n)
{
	enum { SHOWN_MAX = 60 };
	size_t shown = n > SHOWN_MAX ? SHOWN_MAX : n;
	char *copy;

	while (shown < n && shown > 0 && ((unsigned char)s[shown] & 0xc0) == 0x80)
		shown--;
	copy = arena_printf(r->report->arena, "%*s%s", (int)shown, "", shown < n ? "..." : "");
	for (size_t i = 0; i < shown; i++)
		copy[i] = iscntrl((unsigned char)s[i]) ? '?' : s[i];
	return copy;
}

static bool needs_no_quotes(const char *key)
{
	return *key && key[strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789_-")] == '\0';
}

static void add_key(struct reader *r, struct str *s, const char *key)
{
	if (!needs_no_quotes(key))
		str_addf(s, "[\"%s\"]", reader_shown(r, key, strlen(key)));
	else
		str_addf(s, "%s%s", s->n > 0 ? "." : "", key);
}

static void add_path(struct reader *r, struct str *s, size_t depth)
{
	for (size_t i = 0; i < depth; i++) {
		const struct frame *f = &r->frames[i];

		if (f->type->kind == JSON_LIST && f->n > 0)
			str_addf(s, "[%zu]", f->n - 1 + f->dropped);
		else if (f->type->kind == JSON_OBJECT && f->field)
			add_key(r, s, f->field->key);
		else if (f->type->kind == JSON_MAP && f->key)
			add_key(r, s, f->key);
	}
}

const char *reader_path(struct reader *r, size_t depth)
{
	struct str s = {.arena = r->report->arena};

	add_path(r, &s, depth);
	return str_text(&s);
}

static const char *section_of(const struct reader *r, const struct json_type *type)
{
	if (type && type->section)
		return type->section;
	for (size_t i = r->depth; i > 0; i--)
		if (r->frames[i - 1].type->section)
			return r->frames[i - 1].type->section;
	return NULL;
}

static void add(struct reader *r, const char *path, const char *section, size_t offset,
	const char *hint, const char *text)
{
	struct report *report = r->report;

	report_refusal(report, path, section, hint, "%s", text);
	report->v[report->n - 1].line = line_at(r, offset);
	if (report->refusals >= r->max_refusals)
		r->stopped = true;
}

void reader_refuse(
	struct reader *r, const struct json_type *type, const char *hint, const char *fmt, ...)
{
	const char *path = reader_path(r, r->depth);
	va_list ap;

	va_start(ap, fmt);
	add(r, path, section_of(r, type), reader_offset(r), hint,
		arena_vprintf(r->report->arena, fmt, ap));
	va_end(ap);
}

void reader_refuse_key(struct reader *r, const char *key, const char *fmt, ...)
{
	const struct frame *f = &r->frames[r->depth - 1];
	struct str path = {.arena = r->report->arena};
	va_list ap;

	add_path(r, &path, r->depth - 1);
	if (key)
		add_key(r, &path, key);
	va_start(ap, fmt);
	add(r, str_text(&path), section_of(r, NULL), f->offset, NULL,
		arena_vprintf(r->report->arena, fmt, ap));
	va_end(ap);
}

void reader_refuse_text(struct reader *r, size_t offset, const char *hint, const char *fmt, ...)
{
	const char *path = reader_path(r, r->depth);
	va_list ap;

	va_start(ap, fmt);
	add(r, path, NULL, offset, hint, arena_vprintf(r->report->arena, fmt, ap));
	va_end(ap);
	r->stopped = true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Collects problems. */
#include "brig/base/report.h"

#include "brig/base/log.h"
#include "brig/base/str.h"

const char *report_path(struct report *r, const char *fmt, ...)
{
	va_list ap;
	char *path;

	va_start(ap, fmt);
	path = arena_vprintf(r->arena, fmt, ap);
	va_end(ap);
	return path;
}

static struct problem *add(struct report *r, enum severity severity, const char *path,
	const char *section, const char *hint)
{
	struct problem *p;

	r->v = arena_grow(r->arena, r->v, &r->n, &r->cap, sizeof(*r->v));
	p = &r->v[r->n - 1];
	*p = (struct problem){.severity = severity, .path = path, .section = section, .hint = hint};
	if (severity == REFUSAL)
		r->refusals++;
	return p;
}

void report_refusal(struct report *r, const char *path, const char *section, const char *hint,
	const char *fmt, ...)
{
	struct problem *p = add(r, REFUSAL, path, section, hint);
	va_list ap;

	va_start(ap, fmt);
	p->text = arena_vprintf(r->arena, fmt, ap);
	va_end(ap);
}

void warn_about(struct report *r, const char *path, const char *section, const char *fmt, ...)
{
	struct problem *p = add(r, WARNING, path, section, NULL);
	va_list ap;

	va_start(ap, fmt);
	p->text = arena_vprintf(r->arena, fmt, ap);
	va_end(ap);
}

static const struct problem *first_refusal(const struct report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].severity == REFUSAL)
			return &r->v[i];
	return NULL;
}

bool report_result(const struct report *r, struct err *e)
{
	const struct problem *p = first_refusal(r);
	struct str s = {.arena = r->arena};

	if (!p)
		return true;
	str_add(&s, r->file ? r->file : "config.json");
	if (p->line > 0)
		str_addf(&s, ":%u", p->line);
	str_addf(&s, ": %s%s%s", p->path, *p->path ? ": " : "", p->text);
	if (p->hint)
		str_addf(&s, "; %s", p->hint);
	if (r->refusals > 1)
		str_addf(&s, " (and %zu more, see brig check)", r->refusals - 1);
	return fail(e, "%s", str_text(&s));
}

void report_log_warnings(const struct report *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct problem *p = &r->v[i];

		if (p->severity == WARNING)
			log_warn("%s: %s%s%s", r->file ? r->file : "config.json", p->path,
				*p->path ? ": " : "", p->text);
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Printing a report as text or JSON. */
#include "report-print.h"

#include "brig/base/safe.h"
#include "brig/base/str.h"
#include "brig/json/printer.h"

static const char *severity_name(enum severity s)
{
	switch (s) {
	case WARNING:
		return "warning";
	case REFUSAL:
		return "error";
	}
	return "";
}

/* Escapes text from config.json, so that it can neither imitate other lines of the output nor
 * control the terminal. */
static void add_escaped(struct str *s, const char *text)
{
	const char *end = text + strlen(text);
	size_t n;
	bool safe;

	for (; text < end; text += n) {
		n = safe_next(text, end, &safe);
		if (safe)
			str_add_bytes(s, text, n);
		for (size_t i = 0; !safe && i < n; i++)
			str_addf(s, "\\x%02x", (unsigned char)text[i]);
	}
}

static void add_problem_text(const char *file, const struct problem *p, struct str *s)
{
	add_escaped(s, file ? file : "config.json");
	if (p->line > 0)
		str_addf(s, ":%u", p->line);
	str_addf(s, ": %s: ", severity_name(p->severity));
	add_escaped(s, p->path);
	str_add(s, *p->path ? ": " : "");
	add_escaped(s, p->text);
	str_add(s, "\n");
	if (p->section)
		str_addf(s, "\tspec: %s\n", p->section);
	if (p->hint)
		str_addf(s, "\thint: %s\n", p->hint);
}

const char *report_text(const struct report *r)
{
	struct str s = {.arena = r->arena};
	size_t warnings = r->n - r->refusals;

	for (size_t i = 0; i < r->n; i++)
		add_problem_text(r->file, &r->v[i], &s);
	if (r->refusals > 0)
		str_addf(&s, "brig create would refuse this bundle: %zu error%s", r->refusals,
			r->refusals > 1 ? "s" : "");
	else
		str_add(&s, "brig create would accept this bundle");
	if (warnings > 0)
		str_addf(&s, ", %zu warning%s", warnings, warnings > 1 ? "s" : "");
	str_add(&s, "\n");
	return str_text(&s);
}

static void problem_print(const struct problem *p, struct printer *d)
{
	printer_object(d, NULL);
	printer_str(d, "severity", severity_name(p->severity));
	printer_str(d, "path", p->path);
	if (p->line > 0)
		printer_uint(d, "line", p->line);
	printer_str(d, "text", p->text);
	printer_str(d, "section", p->section);
	printer_str(d, "hint", p->hint);
	printer_end(d);
}

const char *report_json(const struct report *r, const char *bundle)
{
	struct printer *d = printer_new(r->arena, PRINTER_JSON);

	printer_str(d, "bundle", bundle);
	printer_bool(d, "ok", r->refusals == 0);
	printer_list(d, "problems");
	for (size_t i = 0; i < r->n; i++)
		problem_print(&r->v[i], d);
	printer_end(d);
	return printer_text(d);
}

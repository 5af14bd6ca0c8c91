/* SPDX-License-Identifier: Apache-2.0 */
/* brig plan: what create would do, without doing it. */
#include "brig/base/log.h"
#include "brig/state/state.h"
#include "format.h"
#include "load-plan.h"
#include "table.h"

struct plan_options {
	struct planning_options planning;
	enum output_format format;
};

#define AT(field) offsetof(struct plan_options, field)

/* clang-format off */
static const struct option rows[] = {
	{ "bundle", 'b', OPTION_STRING, AT(planning.dir), "DIR",
	  "directory of the bundle (the current one)", NULL },
	{ "config", 0, OPTION_STRING, AT(planning.config), "FILE",
	  "configuration to use in place of the bundle's config.json", NULL },
	{ "format", 'f', OPTION_WORD, AT(format), NULL,
	  "how to print (text)", &text_or_json },
};
/* clang-format on */

static void log_warnings(const struct report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].severity == WARNING)
			log_warn("%s: %s", r->v[i].path, r->v[i].text);
}

static bool plan_run(struct invocation *in, struct err *e)
{
	const struct plan_options *given = in->options;
	struct planning_options o = given->planning;
	autoplanning struct planning p = {.bundle.dir = -1};
	struct printer *d;

	o.id = in->operands.n > 0 ? in->operands.v[0] : NULL;
	o.whom = FOR_ROOT_IF_NEEDED;
	if ((o.id && !container_id_check(o.id, e)) || !planning_open(&p, &o, in->rt, e))
		return false;
	log_warnings(&p.report);
	if (!p.plan)
		return report_result(&p.report, e);
	d = printer_new(in->rt->arena, given->format == FORMAT_JSON ? PRINTER_JSON : PRINTER_TEXT);
	plan_show(p.plan, d);
	return print(printer_text(d), e) && report_result(&p.report, e);
}

const struct command plan_command = {
	.name = "plan",
	.summary = "Print what create would do with a bundle, without doing it",
	.synopsis = "[ID]",
	.max = 1,
	.options = OPTIONS(rows),
	.size = sizeof(struct plan_options),
	.run = plan_run,
};

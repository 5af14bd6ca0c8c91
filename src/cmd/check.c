/* SPDX-License-Identifier: Apache-2.0 */
/* brig check: everything that is wrong with a bundle, at once. */
#include "format.h"
#include "load-plan.h"
#include "report-print.h"
#include "table.h"

struct check_options {
	struct planning_options planning;
	enum output_format format;
};

#define AT(field) offsetof(struct check_options, field)

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

static bool check_run(struct invocation *in, struct err *e)
{
	const struct check_options *o = in->options;
	autoplanning struct planning p = {.bundle.dir = -1};

	if (!planning_open(&p, &o->planning, in->rt, e))
		return false;
	in->status = p.report.refusals > 0;
	return print(o->format == FORMAT_JSON ? problems_json(&p.report, p.bundle.path)
					      : problems_text(&p.report),
		e);
}

const struct command check_command = {
	.name = "check",
	.summary = "Report all that is wrong with a bundle",
	.synopsis = "",
	.options = OPTIONS(rows),
	.size = sizeof(struct check_options),
	.run = check_run,
};

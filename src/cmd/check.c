/* SPDX-License-Identifier: Apache-2.0 */
/* brig check: all problems of a bundle. */
#include "load-plan.h"
#include "report-print.h"
#include "table.h"

static bool check_run(struct invocation *in, struct err *e)
{
	const struct load_plan_options *o = in->options;
	autoloadedplan struct loaded_plan p = {.bundle.dir = -1};

	if (!loaded_plan_open(&p, o, in->rt, e))
		return false;
	in->status = p.report.refusals > 0;
	return print(o->format == FORMAT_JSON ? report_json(&p.report, p.bundle.path)
					      : report_text(&p.report),
		e);
}

const struct command check_command = {
	.name = "check",
	.summary = "Report all problems of a bundle",
	.synopsis = "",
	.options = OPTIONS(load_plan_rows),
	.size = sizeof(struct load_plan_options),
	.run = check_run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* brig plan: prints the plan of create without applying it. */
#include "brig/base/report.h"
#include "brig/plan/show.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"
#include "load-plan.h"
#include "table.h"

static bool plan_run(struct invocation *in, struct err *e)
{
	struct load_plan_options o = *(const struct load_plan_options *)in->options;
	autoloadedplan struct loaded_plan p = {.bundle.dir = -1};
	struct printer *d;

	o.id = in->operands.n > 0 ? in->operands.v[0] : NULL;
	o.privileges = PLAN_FOR_ROOT_IF_NEEDED;
	if ((o.id && !container_id_check(o.id, e)) || !loaded_plan_open(&p, &o, in->rt, e))
		return false;
	report_log_warnings(&p.report);
	if (!p.plan)
		return report_result(&p.report, e);
	d = printer_new(in->rt->arena, o.format == FORMAT_JSON ? PRINTER_JSON : PRINTER_TEXT);
	plan_show(p.plan, d);
	return print(printer_text(d), e) && report_result(&p.report, e);
}

const struct command plan_command = {
	.name = "plan",
	.summary = "Print what create would do with a bundle",
	.synopsis = "[ID]",
	.max = 1,
	.options = OPTIONS(load_plan_rows),
	.size = sizeof(struct load_plan_options),
	.run = plan_run,
};

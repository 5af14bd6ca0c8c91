/* SPDX-License-Identifier: Apache-2.0 */
/* brig start: runtime.md Start. */
#include "brig/ops/start.h"
#include "table.h"

static bool start_run(struct invocation *in, struct err *e)
{
	return runtime_start(in->rt, in->id, e);
}

const struct command start_command = {
	.name = "start",
	.summary = "Run the program of a created container",
	.synopsis = "ID",
	.needs = NEEDS_ID | NEEDS_ROOT,
	.min = 1,
	.max = 1,
	.run = start_run,
};

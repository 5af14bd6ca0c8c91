/* SPDX-License-Identifier: Apache-2.0 */
/* brig run: create and start; in the foreground also wait and delete. */
#include "brig/ops/run.h"

#include "create-options.h"
#include "table.h"

/* clang-format off */
static const struct option rows[] = {
	CREATE_ROWS_B_TO_C,
	{ "detach", 'd', OPTION_FLAG, RUN_FIELD(detach), NULL,
	  "return once the program runs", NULL },
	{ "keep", 0, OPTION_FLAG, RUN_FIELD(keep), NULL,
	  "do not delete the container when its program has ended", NULL },
	CREATE_ROWS_N_TO_P,
};
/* clang-format on */

static bool run_run(struct invocation *in, struct err *e)
{
	struct run_options o = *(const struct run_options *)in->options;

	o.create.id = in->id;
	return runtime_run(in->rt, &o, &in->status, e);
}

const struct command run_command = {
	.name = "run",
	.summary = "Create and start a container, wait until it ends, delete it",
	.synopsis = "ID",
	.needs = NEEDS_ID | NEEDS_ROOT | NEEDS_SEAL,
	.min = 1,
	.max = 1,
	.options = OPTIONS(rows),
	.size = sizeof(struct run_options),
	.run = run_run,
};

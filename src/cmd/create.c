/* SPDX-License-Identifier: Apache-2.0 */
/* brig create: runtime.md Create. */
#include "brig/launch/create.h"
#include "create-options.h"
#include "table.h"

/* clang-format off */
static const struct option rows[] = {
	CREATE_ROWS_B_TO_C,
	CREATE_ROWS_N_TO_P,
};
/* clang-format on */

static bool create_run(struct invocation *in, struct err *e)
{
	struct create_options o = ((const struct run_options *)in->options)->create;

	o.id = in->id;
	return runtime_create(in->rt, &o, e);
}

const struct command create_command = {
	.name = "create",
	.summary = "Create a container from a bundle, without starting it",
	.synopsis = "ID",
	.needs = NEEDS_ID | NEEDS_ROOT | NEEDS_SEAL,
	.min = 1,
	.max = 1,
	.options = OPTIONS(rows),
	.size = sizeof(struct run_options),
	.run = create_run,
};

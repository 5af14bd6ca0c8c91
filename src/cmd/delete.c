/* SPDX-License-Identifier: Apache-2.0 */
/* brig delete: runtime.md Delete. */
#include "brig/ops/delete.h"
#include "table.h"

struct delete_options {
	bool force;
};

/* clang-format off */
static const struct option rows[] = {
	{ "force", 'f', OPTION_FLAG, offsetof(struct delete_options, force), NULL,
	  "kill the container first, in any state; a missing container is not an error", NULL },
};
/* clang-format on */

static bool delete_run(struct invocation *in, struct err *e)
{
	const struct delete_options *o = in->options;

	return runtime_delete(in->rt, in->id, o->force, e);
}

const struct command delete_command = {
	.name = "delete",
	.summary = "Delete a stopped container and its resources",
	.synopsis = "ID",
	.needs = NEEDS_ID | NEEDS_ROOT,
	.min = 1,
	.max = 1,
	.options = OPTIONS(rows),
	.size = sizeof(struct delete_options),
	.run = delete_run,
};

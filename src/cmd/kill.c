/* SPDX-License-Identifier: Apache-2.0 */
/* brig kill: runtime.md Kill. */
#include <signal.h>

#include "brig/base/parse.h"
#include "brig/ops/kill.h"
#include "table.h"

struct kill_options {
	bool all;
};

/* clang-format off */
static const struct option rows[] = {
	{ "all", 'a', OPTION_FLAG, offsetof(struct kill_options, all), NULL,
	  "signal all processes; a stopped container is not an error", NULL },
};
/* clang-format on */

static bool kill_run(struct invocation *in, struct err *e)
{
	const struct kill_options *o = in->options;
	int sig = SIGTERM;

	if (in->operands.n > 0 && !parse_signal(in->operands.v[0], &sig, e))
		return fail_in(e, "kill");
	return runtime_kill(in->rt, in->id, sig, o->all, e);
}

const struct command kill_command = {
	.name = "kill",
	.summary = "Send a signal (TERM) to a container",
	.synopsis = "ID [SIGNAL]",
	.needs = NEEDS_ID | NEEDS_ROOT,
	.min = 1,
	.max = 2,
	.options = OPTIONS(rows),
	.size = sizeof(struct kill_options),
	.run = kill_run,
};

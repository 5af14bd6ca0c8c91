/* SPDX-License-Identifier: Apache-2.0 */
/* brig pause: freezes the container's cgroup. */
#include "brig/ops/pause.h"
#include "table.h"

static bool pause_run(struct invocation *in, struct err *e)
{
	return runtime_pause(in->rt, in->id, e);
}

const struct command pause_command = {
	.name = "pause",
	.summary = "Suspend all processes of a container",
	.synopsis = "ID",
	.needs = NEEDS_ID | NEEDS_ROOT,
	.min = 1,
	.max = 1,
	.run = pause_run,
};

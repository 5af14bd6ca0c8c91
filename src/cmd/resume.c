/* SPDX-License-Identifier: Apache-2.0 */
/* brig resume: thaws the container's cgroup. */
#include "brig/ops/pause.h"
#include "table.h"

static bool resume_run(struct invocation *in, struct err *e)
{
	return runtime_resume(in->rt, in->id, e);
}

const struct command resume_command = {
	.name = "resume",
	.summary = "Resume a paused container",
	.synopsis = "ID",
	.needs = NEEDS_ID | NEEDS_ROOT,
	.min = 1,
	.max = 1,
	.run = resume_run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* brig state: runtime.md Query State. */
#include "brig/state/status.h"
#include "open-container.h"
#include "table.h"

static bool state_run(struct invocation *in, struct err *e)
{
	autocontainer struct container c = NO_CONTAINER;
	struct arena *a = in->rt->arena;
	enum oci_status status;

	return look_at(&c, in->rt, in->id, e) && container_query_status(&c, a, &status, e) &&
	       print(container_state_json(c.record, a, status, true), e);
}

const struct command state_command = {
	.name = "state",
	.summary = "Print the state of a container as JSON",
	.synopsis = "ID",
	.needs = NEEDS_ID | NEEDS_ROOT,
	.min = 1,
	.max = 1,
	.run = state_run,
};

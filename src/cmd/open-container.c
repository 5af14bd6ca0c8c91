/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a container. */
#include "open-container.h"

bool look_at(struct container *c, const struct runtime *rt, const char *id, struct err *e)
{
	if (!container_open(c, rt->arena, rt->root, id, false, e))
		return false;
	if (!c->record)
		return fail(e,
			"container %s is what an interrupted create has left; "
			"brig delete --force %s removes it",
			id, id);
	return true;
}

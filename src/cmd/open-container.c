/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a container for reading. */
#include "open-container.h"

bool container_open_record(
	struct container *c, const struct runtime *rt, const char *id, struct err *e)
{
	if (!container_open(c, rt->arena, rt->root, id, false, e))
		return false;
	if (!c->record)
		return fail(e,
			"container %s is incomplete: its create was interrupted; "
			"brig delete --force %s removes it",
			id, id);
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Adds to the list of mounts and examines destinations. */
#include "planning.h"

#include <string.h>

struct mount_plan *planning_add(struct planning *p)
{
	struct mounts_plan *out = p->out;

	out->v = arena_grow(p->r->arena, out->v, &out->n, &p->cap, sizeof(*out->v));
	out->v[out->n - 1].slot = -1;
	return &out->v[out->n - 1];
}

bool planning_is_root(const char *dest)
{
	for (;;) {
		dest += strspn(dest, "/");
		if (!*dest)
			return true;
		if (*dest++ != '.')
			return false;
		dest += *dest == '.';
		if (*dest && *dest != '/')
			return false;
	}
}

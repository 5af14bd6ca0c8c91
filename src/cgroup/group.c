/* SPDX-License-Identifier: Apache-2.0 */
/* Looks up cgroups in a set by their controller. */
#include "brig/cgroup/group.h"

#include <string.h>

#include "brig/base/str.h"

const char *cgroup_mode_name(enum cgroup_mode mode)
{
	static const char *const names[] = {
		[CGROUP_NOWHERE] = "none",
		[CGROUP_V1] = "v1",
		[CGROUP_HYBRID] = "hybrid",
		[CGROUP_V2] = "v2",
	};

	return names[mode];
}

enum cgroup_mode cgroup_set_mode(const struct cgroup_set *set)
{
	bool v1 = false, v2 = false;

	for (size_t i = 0; i < set->n; i++)
		*(set->v[i].unified ? &v2 : &v1) = true;
	if (v1 && v2)
		return CGROUP_HYBRID;
	if (v2)
		return CGROUP_V2;
	return v1 ? CGROUP_V1 : CGROUP_NOWHERE;
}

bool cgroup_has_controller(const char *controllers, const char *controller)
{
	size_t n = strlen(controller);

	for (const char *s = controllers; *s; s += *s == ',') {
		size_t length = strcspn(s, ",");

		if (length == n && memcmp(s, controller, n) == 0)
			return true;
		s += length;
	}
	return false;
}

struct cgroup_group *cgroup_set_unified(const struct cgroup_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->v[i].unified)
			return &set->v[i];
	return NULL;
}

struct cgroup_group *cgroup_set_v1(const struct cgroup_set *set, const char *controller)
{
	for (size_t i = 0; i < set->n; i++)
		if (!set->v[i].unified && cgroup_has_controller(set->v[i].controllers, controller))
			return &set->v[i];
	return NULL;
}

struct cgroup_group *cgroup_set_home(const struct cgroup_set *set, const char *controller)
{
	struct cgroup_group *v1 = cgroup_set_v1(set, controller);

	return v1 ? v1 : cgroup_set_unified(set);
}

struct cgroup_group *cgroup_set_find(const struct cgroup_set *set, const char *controller)
{
	struct cgroup_group *g = cgroup_set_home(set, controller);

	if (!g || !g->unified || str_eq(controller, "freezer") || str_eq(controller, "devices") ||
		cgroup_has_controller(g->controllers, controller))
		return g;
	return NULL;
}

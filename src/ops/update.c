/* SPDX-License-Identifier: Apache-2.0 */
/* update: changes the limits of an existing container. */
#include "brig/ops/update.h"

#include "brig/cgroup/update.h"
#include "brig/launch/container-status.h"
#include "brig/rdt/apply.h"
#include "brig/rdt/plan.h"

/* Plans the new schemata for the resctrl group that the container is in. */
static bool plan_rdt(struct rdt_plan *out, struct runtime *rt, struct container *c,
	const struct update_options *o, struct report *r, struct err *e)
{
	const struct oci_config *config;
	struct oci_intel_rdt rdt = {0};
	struct rdt_facts facts;

	*out = (struct rdt_plan){0};
	if (!o->l3_cache_schema && !o->mem_bw_schema)
		return true;
	config = container_config(c, rt->arena, e);
	if (!config)
		return false;
	if (!config->linux || !config->linux->intel_rdt)
		return fail(e,
			"container %s has no resctrl group: its config.json has no linux.intelRdt",
			c->id);
	rdt.clos_id = config->linux->intel_rdt->clos_id;
	rdt.l3_cache_schema = o->l3_cache_schema;
	rdt.mem_bw_schema = o->mem_bw_schema;
	rdt_facts_read(&facts);
	(void)!rdt_plan(out, &(struct oci_linux){.intel_rdt = &rdt}, c->id, &facts, r);
	return true;
}

static bool apply(
	const struct cgroup_update *u, const struct rdt_plan *rdt, struct arena *a, struct err *e)
{
	const char *before = NULL;

	if (rdt->mount && !rdt_update(rdt, a, &before, e))
		return false;
	if (cgroup_update_apply(u, e))
		return true;
	if (before)
		rdt_restore(rdt, before);
	return false;
}

bool runtime_update(struct runtime *rt, const char *id, const struct update_options *o,
	struct report *r, struct err *e)
{
	autocontainer struct container c = {.dir = -1, .pidfd = -1};
	enum oci_status status;
	struct cgroup_update u;
	struct cgroup_ref ref;
	struct rdt_plan rdt;

	if (!container_open(&c, rt->arena, rt->root, id, true, e) ||
		!container_query_status(&c, rt->arena, &status, e) ||
		!container_cgroup(rt, &c, &ref, e))
		return false;
	if (status == OCI_STATUS_STOPPED || status == OCI_STATUS_CREATING)
		return fail_not_running(id, status, e);
	if (ref.groups.n == 0)
		return fail(e, "container %s has no cgroup of its own, so it has no limits", id);
	if (!plan_rdt(&rdt, rt, &c, o, r, e))
		return false;
	(void)!cgroup_update_plan(&u, &o->resources, &ref, r);
	if (!report_result(r, e))
		return false;
	report_log_warnings(r);
	return apply(&u, &rdt, rt->arena, e) || fail_in(e, "container %s", id);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* From a bundle to its plan, without doing anything. */
#include "planning.h"

#include "brig/base/log.h"
#include "brig/sys/host.h"

static bool has_new_userns(const struct oci_config *c)
{
	if (!c->linux)
		return false;
	for (size_t i = 0; i < c->linux->namespaces.n; i++)
		if (c->linux->namespaces.v[i].type == OCI_NAMESPACE_TYPE_USER)
			return !c->linux->namespaces.v[i].path;
	return false;
}

/* Root's facts are better than a refusal when nobody but root could create this anyway. */
static bool read_facts(struct planning *p, const struct planning_options *o,
	const struct runtime *rt, struct err *e)
{
	const struct oci_config *c = p->bundle.config;

	if (!plan_facts_read(&p->facts, c, false, rt->arena, e))
		return false;
	if (rt->rootless != ROOTLESS_AUTO) {
		p->facts.host.rootless = rt->rootless == ROOTLESS_YES;
	} else if (p->facts.host.rootless && o->whom == FOR_ROOT_IF_NEEDED && !has_new_userns(c)) {
		log_warn(
			"planned for root: without a new user namespace nobody else can create it");
		return plan_facts_read(&p->facts, c, true, rt->arena, e);
	}
	return true;
}

bool planning_open(struct planning *p, const struct planning_options *o, const struct runtime *rt,
	struct err *e)
{
	*p = (struct planning){.bundle.dir = -1, .report.arena = rt->arena};
	if (!bundle_open(&p->bundle, o->dir ? o->dir : ".", o->config, &p->report, e))
		return false;
	if (p->bundle.config) {
		p->facts.look = true;
		if (!read_facts(p, o, rt, e))
			return false;
		p->facts.id = o->id ? o->id : "container";
		p->facts.driver = rt->driver;
		p->plan = plan_make(&p->bundle, &p->facts, &p->report);
	}
	bundle_report(&p->bundle, &p->report);
	return true;
}

void planning_close(struct planning *p)
{
	bundle_close(&p->bundle);
}

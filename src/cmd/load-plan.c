/* SPDX-License-Identifier: Apache-2.0 */
/* From a bundle to its plan, without doing anything. */
#include "load-plan.h"

#include "brig/base/log.h"

static bool make_plan(struct planning *p, const struct planning_options *o,
	const struct runtime *rt, bool as_root, struct err *e)
{
	p->facts = (struct plan_facts){
		.id = o->id ? o->id : "container", .driver = rt->driver, .look = true};
	if (!sys_host_read(&p->facts.host, e) ||
		!plan_facts_read(&p->facts, &p->bundle, as_root, rt->arena, e))
		return false;
	if (rt->rootless == ROOTLESS_YES)
		p->facts.host.rootless = true;
	p->plan = plan_make(&p->bundle, &p->facts, &p->report);
	return true;
}

/* The report as it was when the bundle had been opened. */
static struct report report_of_reader(const struct planning *p)
{
	struct report r = {.arena = p->report.arena, .file = p->report.file, .n = p->bundle.read};

	r.cap = r.n;
	r.v = arena_array(r.arena, r.n + 1, sizeof(*r.v));
	for (size_t i = 0; i < r.n; i++) {
		r.v[i] = p->report.v[i];
		r.refusals += r.v[i].severity == REFUSAL;
	}
	return r;
}

/* A plan for root is better than a refusal, when that is what hinders a user. */
static bool try_root(struct planning *p, const struct planning_options *o, const struct runtime *rt,
	struct err *e)
{
	struct planning users = *p;

	p->report = report_of_reader(p);
	if (!make_plan(p, o, rt, true, e))
		return false;
	if (p->report.refusals < users.report.refusals)
		log_warn("planned for root: an ordinary user could not create it");
	else
		*p = users;
	return true;
}

bool planning_open(struct planning *p, const struct planning_options *o, const struct runtime *rt,
	struct err *e)
{
	bool root = rt->rootless == ROOTLESS_NO;

	*p = (struct planning){.bundle.dir = -1, .report.arena = rt->arena};
	if (!bundle_open(&p->bundle, o->dir ? o->dir : ".", o->config, &p->report, e))
		return false;
	if (p->bundle.config && !make_plan(p, o, rt, root, e))
		return false;
	if (p->plan && o->whom == FOR_ROOT_IF_NEEDED && rt->rootless == ROOTLESS_AUTO &&
		p->facts.host.rootless && p->report.refusals > 0 && !try_root(p, o, rt, e))
		return false;
	bundle_report(&p->bundle, &p->report);
	return true;
}

void planning_close(struct planning *p)
{
	bundle_close(&p->bundle);
}

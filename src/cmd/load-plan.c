/* SPDX-License-Identifier: Apache-2.0 */
/* Loading a bundle and making its plan. */
#include "load-plan.h"

#include "brig/base/log.h"

#define AT(field) offsetof(struct load_plan_options, field)

/* clang-format off */
const struct option load_plan_rows[] = {
	{ "bundle", 'b', OPTION_STRING, AT(dir), "DIR",
	  "directory of the bundle (the current one)", NULL },
	{ "config", 0, OPTION_STRING, AT(config), "FILE",
	  "use FILE instead of the bundle's config.json", NULL },
	{ "format", 'f', OPTION_WORD, AT(format), NULL,
	  "output format (text)", &text_or_json },
};
/* clang-format on */

static bool make_plan(struct loaded_plan *p, const struct load_plan_options *o,
	const struct runtime *rt, bool as_root, struct err *e)
{
	p->facts = (struct plan_facts){
		.id = o->id ? o->id : "container", .driver = rt->driver, .check_host = true};
	if (!sys_host_read(&p->facts.host, e) ||
		!plan_facts_read(&p->facts, &p->bundle, as_root, rt->arena, e))
		return false;
	if (rt->rootless == ROOTLESS_YES)
		p->facts.host.rootless = true;
	p->plan = plan_make(&p->bundle, &p->facts, &p->report);
	return true;
}

/* A copy of the report with only the problems that bundle_open() added. */
static struct report report_of_reader(const struct loaded_plan *p)
{
	struct report r = {
		.arena = p->report.arena, .file = p->report.file, .n = p->bundle.reader_problems};

	r.cap = r.n;
	r.v = arena_array(r.arena, r.n + 1, sizeof(*r.v));
	for (size_t i = 0; i < r.n; i++) {
		r.v[i] = p->report.v[i];
		r.refusals += r.v[i].severity == REFUSAL;
	}
	return r;
}

/* Plans again for root, and keeps the plan with fewer refusals. */
static bool try_as_root(struct loaded_plan *p, const struct load_plan_options *o,
	const struct runtime *rt, struct err *e)
{
	struct loaded_plan for_caller = *p;

	p->report = report_of_reader(p);
	if (!make_plan(p, o, rt, true, e))
		return false;
	if (p->report.refusals < for_caller.report.refusals)
		log_warn("this is the plan for root: the caller could not create the container");
	else
		*p = for_caller;
	return true;
}

bool loaded_plan_open(struct loaded_plan *p, const struct load_plan_options *o,
	const struct runtime *rt, struct err *e)
{
	bool as_root = rt->rootless == ROOTLESS_NO;

	*p = (struct loaded_plan){.bundle.dir = -1, .report.arena = rt->arena};
	if (!bundle_open(&p->bundle, o->dir ? o->dir : ".", o->config, &p->report, e))
		return false;
	if (p->bundle.config && !make_plan(p, o, rt, as_root, e))
		return false;
	if (p->plan && o->privileges == PLAN_FOR_ROOT_IF_NEEDED && rt->rootless == ROOTLESS_AUTO &&
		p->facts.host.rootless && p->report.refusals > 0 && !try_as_root(p, o, rt, e))
		return false;
	bundle_report(&p->bundle, &p->report);
	return true;
}

void loaded_plan_close(struct loaded_plan *p)
{
	bundle_close(&p->bundle);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Runs tables of steps. */
#include "steps.h"

#include "brig/base/fault.h"

static bool finish(struct trace *t, const char *name, uint64_t start, bool ok, bool no_error_prefix,
	struct err *e)
{
	trace_note(t, name, start);
	if (ok)
		fault_after(name);
	return ok || (no_error_prefix ? false : fail_in(e, "%s", name));
}

bool parent_steps_run(
	const struct parent_steps *t, struct launch_parent *lp, size_t *begun, struct err *e)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct parent_step *s = &t->v[i];
		uint64_t start = trace_now(lp->l->trace);
		bool ok;

		*begun = i;
		ok = !fault_before(s->name, e);
		*begun = ok ? i + 1 : i;
		ok = ok && s->run(lp, e);
		if (!finish(lp->l->trace, s->name, start, ok, s->no_error_prefix, e))
			return false;
	}
	return true;
}

void parent_steps_undo(const struct parent_steps *t, size_t n, struct launch_parent *lp)
{
	while (n-- > 0)
		if (t->v[n].undo)
			t->v[n].undo(lp);
}

bool child_steps_run(const struct child_steps *t, struct launch_child *lc, struct err *e)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct child_step *s = &t->v[i];
		uint64_t start = trace_now(lc->l->trace);
		bool ok;

		fault_stop(s->name);
		ok = !fault_before(s->name, e) && s->run(lc, e);
		if (!finish(lc->l->trace, s->name, start, ok, s->no_error_prefix, e))
			return false;
	}
	return true;
}

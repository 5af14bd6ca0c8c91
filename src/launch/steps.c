/* SPDX-License-Identifier: Apache-2.0 */
/* Running a table of steps. */
#include "brig/base/fault.h"
#include "launch.h"

bool steps_run(const struct step *v, size_t n, struct creation *c, size_t *done, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t start = trace_now(c->trace);
		bool ok;

		fault_stop(v[i].name);
		ok = !fault_before(v[i].name, e) && v[i].run(c, e);
		trace_note(c->trace, v[i].name, start);
		if (!ok)
			return v[i].no_error_prefix ? false : fail_in(e, "%s", v[i].name);
		*done = i + 1;
		fault_after(v[i].name);
	}
	return true;
}

bool steps_run_table(const struct step_table *t, struct creation *c, struct err *e)
{
	size_t done = 0;

	return steps_run(t->v, t->n, c, &done, e);
}

void steps_undo(const struct step *v, size_t done, struct creation *c)
{
	while (done-- > 0)
		if (v[done].undo)
			v[done].undo(c);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Slices of the plan and their form in JSON. */
#include "../launch/create.h"
#include "brig/json/printer.h"
#include "brig/json/write.h"

void record_rdt(struct oci_record *record, const struct rdt_made *made, struct arena *a)
{
	struct oci_record_intel_rdt *r;

	if (!made->group && !made->monitor)
		return;
	r = arena_alloc(a, sizeof(*r));
	*r = (struct oci_record_intel_rdt){.group = made->group, .monitor = made->monitor};
	record->intel_rdt = r;
}

void rdt_of_record(struct rdt_made *made, const struct oci_record *record)
{
	*made = (struct rdt_made){0};
	if (record->intel_rdt) {
		made->group = record->intel_rdt->group;
		made->monitor = record->intel_rdt->monitor;
	}
}

const char *seccomp_state_json(const struct seccomp_plan *p, const struct oci_record *record,
	enum oci_status status, pid_t pid, struct arena *a)
{
	static const char *fds[] = {"seccompFd"};
	const struct oci_state state = {
		.oci_version = record->oci_version,
		.id = record->id,
		.status = status,
		.pid = &record->pid,
		.bundle = record->bundle,
		.annotations = record->annotations,
	};
	const struct oci_seccomp_state whole = {
		.oci_version = record->oci_version,
		.fds = {fds, 1},
		.pid = pid,
		.metadata = p->listener_metadata,
		.state = &state,
	};

	return json_write(a, &whole, &oci_seccomp_state_type, false);
}

bool trace_finish(struct creation *c, bool ok, struct err *e)
{
	const char *plan = NULL;

	if (c->trace && c->plan) {
		struct printer *d = printer_new(c->rt->arena, PRINTER_JSON);

		plan_show(c->plan, d);
		plan = printer_text(d);
	}
	return trace_end(c->trace, c->rt->trace, plan, ok, e);
}

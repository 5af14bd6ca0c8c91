/* SPDX-License-Identifier: Apache-2.0 */
/* Conversions of struct rdt_made. */
#include "brig/launch/rdt-record.h"

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

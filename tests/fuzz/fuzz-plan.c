/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: reads the input as config.json, and plans and prints the readable part of it for
 * several simulated hosts. Planning works without any property that the reader has refused; every
 * problem has a path and a text. */
#include <string.h>

#include "brig/base/str.h"
#include "brig/json/read.h"
#include "brig/plan/show.h"
#include "fuzz.h"
#include "plan-hosts.h"

static void show(const struct plan *p, struct arena *a)
{
	for (enum printer_format format = PRINTER_TEXT; format <= PRINTER_JSON; format++) {
		struct printer *d = printer_new(a, format);

		plan_show(p, d);
		check(*printer_text(d) != '\0');
	}
}

static void try(const char *text, size_t size, enum plan_host host)
{
	struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_config *c = arena_alloc(&a, sizeof(*c));
	struct bundle b = {.path = "/nowhere/bundle", .dir = -1, .text = text, .size = size};
	struct plan_facts f = facts_of(host);

	if (json_read_partly(c, &oci_config_type, text, size, &b.dropped, &r)) {
		b.reader_problems = r.n;
		b.config = c;
		show(plan_make(&b, &f, &r), &a);
		bundle_report(&b, &r);
	}
	for (size_t i = 0; i < r.n; i++)
		check(r.v[i].path && r.v[i].text && *r.v[i].text);
	arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (enum plan_host host = 0; host < HOSTS; host++)
		try((const char *)data, size, host);
	return 0;
}

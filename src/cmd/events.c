/* SPDX-License-Identifier: Apache-2.0 */
/* brig events: resource usage of a container, and when it ran out of memory. */
#include "brig/ops/events.h"

#include "brig/base/parse.h"
#include "table.h"

struct events_options {
	const char *interval;
	bool stats;
};

#define AT(field) offsetof(struct events_options, field)

enum { INTERVAL_MS = 5000 };

/* clang-format off */
static const struct option rows[] = {
	{ "interval", 0, OPTION_STRING, AT(interval), "TIME",
	  "time between two prints of the resource usage (5s)", NULL },
	{ "stats", 0, OPTION_FLAG, AT(stats), NULL,
	  "print the resource usage once", NULL },
};
/* clang-format on */

static bool events_run(struct invocation *in, struct err *e)
{
	const struct events_options *o = in->options;
	int interval = INTERVAL_MS;

	if (o->interval && !parse_duration(o->interval, &interval, e))
		return fail_in(e, "events: option --interval");
	return o->stats ? runtime_events_once(in->rt, in->id, e)
			: runtime_events_follow(in->rt, in->id, interval, e);
}

const struct command events_command = {
	.name = "events",
	.summary = "Print resource usage of a container, and when it ran out of memory",
	.synopsis = "ID",
	.needs = NEEDS_ID | NEEDS_ROOT,
	.min = 1,
	.max = 1,
	.options = OPTIONS(rows),
	.size = sizeof(struct events_options),
	.run = events_run,
};

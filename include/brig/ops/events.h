/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics of a container's cgroups. */
#ifndef BRIG_OPS_EVENTS_H
#define BRIG_OPS_EVENTS_H

#include "brig/launch/runtime.h"

/* Prints what the container's cgroup has counted as one line of JSON: once, */
bool runtime_events_once(struct runtime *rt, const char *id, struct err *e) must_check;

/* or every interval until the container stops, with a line between when its memory group was out of
 * memory. */
bool runtime_events_follow(
	struct runtime *rt, const char *id, int interval_ms, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics of a container's cgroups. */
#ifndef BRIG_OPS_EVENTS_H
#define BRIG_OPS_EVENTS_H

#include "brig/launch/runtime.h"

/* Prints the statistics of the container's cgroup once, as one line of JSON. */
bool runtime_events_once(struct runtime *rt, const char *id, struct err *e) must_check;

/* Prints them every interval until the container stops, and a line of type "oom" whenever its
 * cgroup ran out of memory. */
bool runtime_events_follow(
	struct runtime *rt, const char *id, int interval_ms, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* events: prints statistics, and reports when the cgroup ran out of memory. */
#include "brig/ops/events.h"

#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/cgroup/oom-events.h"
#include "brig/cgroup/stats.h"
#include "brig/json/printer.h"
#include "brig/launch/container-status.h"
#include "brig/sys/clock.h"
#include "brig/sys/file.h"
#include "brig/sys/poll.h"

/* The line {"type":TYPE,"id":ID,"data":{…}}, or without data. */
static bool print_event(
	const char *type, const char *id, const struct cgroup_ref *stats, struct err *e)
{
	autoarena struct arena a = {0};
	struct printer *d = printer_new(&a, PRINTER_LINE);
	const char *text;

	printer_str(d, "type", type);
	printer_str(d, "id", id);
	if (stats) {
		printer_object(d, "data");
		cgroup_stats(stats, &a, d);
		printer_end(d);
	}
	text = printer_text(d);
	return sys_write_all(STDOUT_FILENO, text, strlen(text), "standard output", e);
}

static bool open_running(struct runtime *rt, const char *id, struct container *c,
	struct cgroup_ref *ref, struct err *e)
{
	enum oci_status status;

	if (!container_open(c, rt->arena, rt->root, id, false, e) ||
		!container_query_status(c, rt->arena, &status, e))
		return false;
	if (status == OCI_STATUS_STOPPED || status == OCI_STATUS_CREATING)
		return fail_not_running(id, status, e);
	if (!container_cgroup(rt, c, ref, e))
		return false;
	if (ref->groups.n == 0)
		return fail(
			e, "container %s has no cgroup of its own, so it has no statistics", id);
	return true;
}

bool runtime_events_once(struct runtime *rt, const char *id, struct err *e)
{
	autocontainer struct container c = {.dir = -1, .pidfd = -1};
	struct cgroup_ref ref;

	return open_running(rt, id, &c, &ref, e) && print_event("stats", id, &ref, e);
}

/* Waits for the end of init (*end), for a cgroup that runs out of memory, or for the time. */
static bool wait_next(const struct container *c, const struct cgroup_oom *w, int64_t until,
	bool *end, struct err *e)
{
	struct pollfd p[] = {
		{.fd = c->pidfd, .events = POLLIN},
		{.fd = w->fd, .events = w->events},
	};
	int64_t left = until - sys_clock_ms();

	if (sys_poll(p, 2, left > 0 ? (int)left : 0, e) < 0)
		return fail_in(e, "wait for container %s", c->id);
	*end = p[0].revents != 0;
	return true;
}

static bool follow(const struct container *c, const struct cgroup_ref *ref, struct cgroup_oom *w,
	int interval_ms, struct err *e)
{
	int64_t next = sys_clock_ms() + interval_ms;

	for (bool end = false; !end;) {
		if (!wait_next(c, w, next, &end, e))
			return false;
		if (cgroup_oom_read(w) && !print_event("oom", c->id, NULL, e))
			return false;
		if (end || sys_clock_ms() < next)
			continue;
		if (!print_event("stats", c->id, ref, e))
			return false;
		next = sys_clock_ms() + interval_ms;
	}
	return true;
}

bool runtime_events_follow(struct runtime *rt, const char *id, int interval_ms, struct err *e)
{
	autocontainer struct container c = {.dir = -1, .pidfd = -1};
	struct cgroup_ref ref;
	struct cgroup_oom w;
	bool ok;

	if (!open_running(rt, id, &c, &ref, e) || !cgroup_oom_open(&w, &ref, e))
		return false;
	ok = follow(&c, &ref, &w, interval_ms, e);
	fd_close(&w.fd);
	return ok;
}

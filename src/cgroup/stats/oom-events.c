/* SPDX-License-Identifier: Apache-2.0 */
/* Events of the OOM killer. */
#include "brig/cgroup/oom-events.h"

#include <poll.h>
#include <unistd.h>

#include "brig/cgroup/record.h"
#include "brig/sys/cgroupfs.h"
#include "fs/procfs-parse.h"

static uint64_t read_kills(const struct cgroup_group *g)
{
	struct err ignored;
	uint64_t n = 0;
	char text[1024];

	if (sys_cgroup_read(g->mount, g->path, g->unified ? "memory.events" : "memory.oom_control",
		    text, sizeof(text), &ignored))
		cgroup_flat_value(text, "oom_kill", &n);
	return n;
}

static const struct cgroup_group *memory_group(const struct cgroup_ref *ref)
{
	return cgroup_set_home(&ref->groups, "memory");
}

uint64_t cgroup_oom_kills(const struct cgroup_ref *ref)
{
	const struct cgroup_group *g = memory_group(ref);

	return g && g->made > 0 ? read_kills(g) : 0;
}

bool cgroup_oom_count_lost(const struct cgroup_ref *ref)
{
	const struct cgroup_group *g = memory_group(ref);

	return g && g->made > 0 && !sys_cgroup_exists(g->mount, g->path, NULL);
}

bool cgroup_oom_open(struct cgroup_oom *out, const struct cgroup_ref *ref, struct err *e)
{
	const struct cgroup_group *g = memory_group(ref);

	*out = (struct cgroup_oom){.fd = -1};
	if (!g || !sys_cgroup_exists(
			  g->mount, g->path, g->unified ? "memory.events" : "memory.oom_control"))
		return true;
	out->group = g;
	out->events = g->unified ? POLLPRI : POLLIN;
	out->fd = g->unified ? sys_cgroup_watch(g->mount, g->path, "memory.events", e)
			     : sys_cgroup_oom_eventfd(g->mount, g->path, e);
	/* A kernel with PREEMPT_RT has no such eventfd. */
	if (out->fd < 0 && g->unified)
		return false;
	out->kills = read_kills(g);
	return true;
}

static bool take_count(struct cgroup_oom *w)
{
	uint64_t before = w->kills;
	char text[1024];
	struct err ignored;

	/* poll(2) reports the next change only after the file was read. */
	if (w->fd >= 0 && !sys_cgroup_watched(w->fd, text, sizeof(text), &ignored))
		return false;
	w->kills = read_kills(w->group);
	return w->kills > before;
}

/* The eventfd counts the removal of the cgroup as one more event. */
static bool take_event(const struct cgroup_oom *w)
{
	struct pollfd p = {.fd = w->fd, .events = POLLIN};
	uint64_t n;

	if (poll(&p, 1, 0) <= 0 || read(w->fd, &n, sizeof(n)) != (ssize_t)sizeof(n))
		return false;
	return n > 1 || sys_cgroup_exists(w->group->mount, w->group->path, "memory.oom_control");
}

bool cgroup_oom_read(struct cgroup_oom *w)
{
	if (!w->group)
		return false;
	return w->group->unified || w->fd < 0 ? take_count(w) : take_event(w);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Walks a tree of cgroups and reads their processes. */
#include "fs/walk.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "brig/sys/cgroupfs.h"
#include "brig/sys/clock.h"
#include "path.h"

bool walk_is_gone(const struct err *e)
{
	return e->code == ENOENT || e->code == ENODEV;
}

struct walk {
	struct arena *arena;
	const char *mount;
	struct str_list *paths;
	size_t cap;
};

static bool walk(struct walk *w, const char *path, struct err *e)
{
	struct str_list children;
	struct str_list *out = w->paths;

	if (!sys_cgroup_children(w->arena, w->mount, path, &children, e))
		return walk_is_gone(e);
	for (size_t i = 0; i < children.n; i++)
		if (!walk(w,
			    cgroup_path_join(
				    path, arena_printf(w->arena, "/%s", children.v[i]), w->arena),
			    e))
			return false;
	out->v = arena_grow(w->arena, out->v, &out->n, &w->cap, sizeof(*out->v));
	out->v[out->n - 1] = path;
	return true;
}

bool walk_paths(
	struct arena *a, const char *mount, const char *path, struct str_list *ret, struct err *e)
{
	struct walk w = {.arena = a, .mount = mount, .paths = ret};

	*ret = (struct str_list){0};
	return walk(&w, path, e);
}

bool walk_pids(struct arena *a, const char *mount, const char *path, struct walk_pid_list *ret,
	struct err *e)
{
	char *text = sys_cgroup_read_all(a, mount, path, "cgroup.procs", e);

	if (!text) /* EOPNOTSUPP: a threaded cgroup; its parent lists the processes */
		return walk_is_gone(e) || e->code == EOPNOTSUPP;
	for (char *s = text; *s;) {
		char *end;
		long pid = strtol(s, &end, 10);

		if (end == s)
			break;
		s = end + strspn(end, "\n");
		if (pid <= 0 || pid > INT32_MAX) /* 0: the process is in a pid namespace that the
						    runtime does not see */
			continue;
		ret->v = arena_grow(a, ret->v, &ret->n, &ret->cap, sizeof(*ret->v));
		ret->v[ret->n - 1] = (pid_t)pid;
	}
	return true;
}

struct walk_deadline walk_deadline(int timeout_ms)
{
	return (struct walk_deadline){.end = sys_clock_ms() + timeout_ms, .pause = 100};
}

int walk_time_left(const struct walk_deadline *d)
{
	int64_t left = d->end - sys_clock_ms();

	return left > 0 ? (int)left : 0;
}

bool walk_pause(struct walk_deadline *d)
{
	if (walk_time_left(d) == 0)
		return false;
	sys_sleep_us(d->pause);
	d->pause = d->pause * 2 > 20000 ? 20000 : d->pause * 2;
	return true;
}

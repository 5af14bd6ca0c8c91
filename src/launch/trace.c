/* SPDX-License-Identifier: Apache-2.0 */
/* Collects events in shared memory, and writes them once at the end. */
#include "brig/launch/trace.h"

#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/clock.h"
#include "brig/sys/descriptor.h"
#include "brig/sys/exec.h"
#include "brig/sys/file.h"

enum { EVENTS_MAX = 1000 };

struct event {
	const char *name; /* valid in parent and child, which have the same program image */
	uint64_t start, duration;
	pid_t pid;
};

struct trace {
	_Atomic size_t n;
	pid_t parent;
	struct event v[EVENTS_MAX];
};

bool trace_open(const char *path, struct trace **ret, struct err *e)
{
	struct trace *t;

	*ret = NULL;
	if (!path)
		return true;
	t = sys_share_anonymous(sizeof(*t), e);
	if (!t)
		return fail_in(e, "--trace");
	t->parent = getpid();
	*ret = t;
	return true;
}

uint64_t trace_now(const struct trace *t)
{
	return t ? sys_clock_ns() : 0;
}

void trace_note(struct trace *t, const char *name, uint64_t start)
{
	size_t i;

	if (!t)
		return;
	i = t->n++;
	if (i < EVENTS_MAX)
		t->v[i] = (struct event){name, start, trace_now(t) - start, getpid()};
}

static void add_event(struct str *to, const struct trace *t, const struct event *ev)
{
	/* A child records its pid in its own pid namespace; the parent's pid marks the parent's
	 * events. */
	str_addf(to,
		",\n{\"name\":\"%s\",\"cat\":\"%s\",\"ph\":\"X\",\"ts\":%.3f,\"dur\":%.3f,"
		"\"pid\":%d,\"tid\":%d}",
		ev->name, ev->pid == t->parent ? "runtime" : "container", (double)ev->start / 1000,
		(double)ev->duration / 1000, t->parent, ev->pid == t->parent ? t->parent : ev->pid);
}

static const char *trace_text(const struct trace *t, const char *plan, struct arena *a)
{
	struct str s = {.arena = a};
	size_t n = t->n < EVENTS_MAX ? t->n : EVENTS_MAX;

	str_addf(&s,
		"[{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":%d,\"args\":{\"name\":\"brig\"}}",
		t->parent);
	if (plan)
		str_addf(&s, ",\n{\"name\":\"plan\",\"ph\":\"M\",\"pid\":%d,\"args\":%s}",
			t->parent, plan);
	for (size_t i = 0; i < n; i++)
		add_event(&s, t, &t->v[i]);
	str_add(&s, "]\n");
	return str_text(&s);
}

bool trace_close(struct trace *t, const char *path, const char *plan, struct err *e)
{
	autoarena struct arena a = {0};
	autoclose int fd = -1;
	const char *text;
	bool ok;

	if (!t)
		return true;
	text = trace_text(t, plan, &a);
	sys_unshare_memory(t, sizeof(*t));
	/* Non-blocking, so that a fifo without a reader is an error. */
	fd = sys_create_at(
		AT_FDCWD, path, O_WRONLY | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW, 0644, e);
	ok = fd >= 0 && sys_set_nonblocking(fd, false, path, e) &&
	     sys_write_all(fd, text, strlen(text), path, e);
	return ok || fail_in(e, "--trace");
}

bool trace_end(struct trace *t, const char *path, const char *plan, bool ok, struct err *e)
{
	struct err later;

	return trace_close(t, path, plan, ok ? e : &later) && ok;
}

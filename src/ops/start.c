/* SPDX-License-Identifier: Apache-2.0 */
/* start: init executes the program, or reports why it cannot. */
#include "start.h"

#include <signal.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/launch/container-status.h"
#include "brig/launch/sd-notify.h"
#include "brig/launch/start-sync.h"
#include "brig/sys/descriptor.h"
#include "brig/sys/hung-process.h"
#include "brig/sys/process.h"
#include "destroy.h"

static bool sync_with_init(struct start_sync *t, struct err *e)
{
	struct received m;

	if (!sync_send(t->sync_fd, MESSAGE_START, 0, -1, e))
		return false;
	if (!sync_receive(t->sync_fd, RUNTIME_DEADLINE_MS, &m, e)) {
		if (e->code != ETIMEDOUT)
			return false;
		return fail_hung(e, t->pid, "init does not answer within %d ms, is it frozen?",
			RUNTIME_DEADLINE_MS);
	}
	t->began = m.type == MESSAGE_ACCEPTED;
	return start_sync_until_exec(t, m, e);
}

static int connect_blocking(const struct container *c, struct err *e)
{
	autoclose int fd = start_socket_connect(c, e);

	if (fd < 0 || !sys_set_nonblocking(fd, false, "start socket", e))
		return -1;
	return fd_take(&fd);
}

static bool start_init(struct start_sync *t, int sync_fd, struct err *e)
{
	autoclose int fd = sync_fd >= 0 ? sync_fd : connect_blocking(t->c, e);

	t->sync_fd = fd;
	return fd >= 0 && sync_with_init(t, e);
}

static bool run_poststart(struct runtime *rt, struct container *c, struct err *e)
{
	if (!c->record->has_poststart)
		return true;
	return container_run_hooks(rt, c, HOOK_POSTSTART, OCI_STATUS_RUNNING, e);
}

/* runtime.md Lifecycle, steps 7 and 9: a failed hook stops the container, which is then destroyed.
 */
static bool destroy_failed(struct runtime *rt, struct container *c)
{
	struct err later;

	if (!container_destroy(rt, c, &later))
		log_warn("%s, ignoring", later.text);
	return false;
}

bool runtime_start_container(struct runtime *rt, struct container *c, int sync_fd, int interrupts,
	struct trace *t, struct err *e)
{
	uint64_t since = trace_now(t);
	struct start_sync sync = {
		.rt = rt,
		.c = c,
		.interrupts = interrupts,
		.pid = c->record->pid,
		.pidfd = c->pidfd,
		.status = OCI_STATUS_CREATED,
	};
	bool ok = start_init(&sync, sync_fd, e);
	struct err ignored;

	trace_note(t, "start", since);
	if (!ok && e->code == ETIMEDOUT && sync.executing &&
		!sys_pidfd_kill(c->pidfd, SIGKILL, &ignored))
		log_warn("%s, ignoring", ignored.text);
	if (!ok)
		return sync.began && !sync.executing ? destroy_failed(rt, c) : false;
	if (!start_socket_remove(c, e))
		return false;
	log_debug("container %s executes its program", c->id);
	since = trace_now(t);
	ok = run_poststart(rt, c, e);
	trace_note(t, "poststart", since);
	return ok || destroy_failed(rt, c);
}

bool runtime_start(struct runtime *rt, const char *id, struct err *e)
{
	autocontainer struct container c = {.dir = -1, .pidfd = -1};
	autonotify struct notify notify = NO_NOTIFY;
	struct trace *trace = NULL;
	enum oci_status status;
	bool ok;

	if (!container_open(&c, rt->arena, rt->root, id, true, e) ||
		!container_query_status(&c, rt->arena, &status, e))
		return false;
	if (status != OCI_STATUS_CREATED)
		return fail(e, "container %s is %s; only a created one can be started", id,
			status_name(status));
	if (!notify_open(&notify, &c, e) || !trace_open(rt->trace, &trace, e))
		return false;
	notify.pid = c.record->pid;
	ok = runtime_start_container(rt, &c, -1, -1, trace, e);
	/* Without the lock other commands can use the container while start waits. */
	ok = ok && container_unlock(&c, e) && notify_wait(&notify, c.pidfd, -1, e);
	return trace_end(trace, rt->trace, NULL, ok, e);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Start: the gate opens, init executes the program or says why it cannot. */
#include <fcntl.h>
#include <signal.h>

#include "../launch/sd-notify.h"
#include "../launch/start-sync.h"
#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"
#include "brig/sys/hung-process.h"
#include "brig/sys/process.h"
#include "status.h"

static bool sync_with_init(struct start_sync *t, struct err *e)
{
	struct received m;

	if (!sync_send(t->sync_fd, MESSAGE_START, 0, -1, e))
		return false;
	if (!sync_receive(t->sync_fd, ANSWER_MS, &m, e)) {
		if (e->code != ETIMEDOUT)
			return false;
		return fail_hung(
			e, t->pid, "init does not answer within %d ms, is it frozen?", ANSWER_MS);
	}
	t->began = m.type == MESSAGE_ACCEPTED;
	return start_sync_until_exec(t, m, e);
}

static int connect_gate(const struct container *c, struct err *e)
{
	autoclose int gate = start_socket_connect(c, e);
	int flags = gate >= 0 ? fcntl(gate, F_GETFL) : -1;

	if (gate < 0)
		return -1;
	if (fcntl(gate, F_SETFL, flags & ~O_NONBLOCK) < 0)
		return fail_fd(fail_errno(e, "gate"));
	return fd_take(&gate);
}

static bool open_gate(struct start_sync *t, int wire, struct err *e)
{
	autoclose int fd = wire >= 0 ? wire : connect_gate(t->c, e);

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
static bool give_up(struct runtime *rt, struct container *c)
{
	struct err later;

	if (!container_destroy(rt, c, &later))
		log_warn("%s, ignoring", later.text);
	return false;
}

bool runtime_start_container(struct runtime *rt, struct container *c, int wire, int interrupts,
	struct trace *t, struct err *e)
{
	uint64_t since = trace_now(t);
	struct start_sync talk = {
		.rt = rt,
		.c = c,
		.interrupts = interrupts,
		.pid = c->record->pid,
		.pidfd = c->pidfd,
		.status = OCI_STATUS_CREATED,
	};
	bool ok = open_gate(&talk, wire, e);
	struct err ignored;

	trace_note(t, "open-gate", since);
	if (!ok && e->code == ETIMEDOUT && talk.executing &&
		!sys_pidfd_kill(c->pidfd, SIGKILL, &ignored))
		log_warn("%s, ignoring", ignored.text);
	if (!ok)
		return talk.began && !talk.executing ? give_up(rt, c) : false;
	if (!start_socket_remove(c, e))
		return false;
	log_debug("container %s runs its program", c->id);
	since = trace_now(t);
	ok = run_poststart(rt, c, e);
	trace_note(t, "poststart", since);
	return ok || give_up(rt, c);
}

bool start(struct runtime *rt, const char *id, struct err *e)
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
	/* Others may look at it and kill it while we wait. */
	ok = ok && container_unlock(&c, e) && notify_wait(&notify, c.pidfd, -1, e);
	return trace_end(trace, rt->trace, NULL, ok, e);
}

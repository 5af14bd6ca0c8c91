/* SPDX-License-Identifier: Apache-2.0 */
/* Follows a process from its last messages to its execve(2). */
#include "brig/launch/start-sync.h"
#include "brig/security/seccomp-listener.h"

#include "brig/base/fd.h"
#include "brig/launch/sync.h"
#include "seccomp-state.h"
#include "sync-wait.h"

/* Fetches the listener by pidfd_getfd(2), because the filter may block every call of the process,
 * and sends it to the agent. The process executes the program only after both have succeeded. */
static bool deliver_listener(struct start_sync *t, int number, struct err *e)
{
	const struct oci_config *config = container_config(t->c, t->rt->arena, e);
	autoclose int listener = -1, agent = -1;
	struct seccomp_plan p = {0};
	const char *state;

	if (!config)
		return false;
	if (!t->mailbox || !config->linux || !config->linux->seccomp)
		return fail(e,
			"the process has a seccomp listener, but config.json has no linux.seccomp");
	p.listener_path = config->linux->seccomp->listener_path;
	p.listener_metadata = config->linux->seccomp->listener_metadata;
	state = seccomp_state_json(&p, t->c->record, t->status, t->pid, t->rt->arena);
	agent = seccomp_connect(&p, e);
	if (agent < 0 || !sync_send(t->sync_fd, MESSAGE_GO, 0, -1, e))
		return false;
	listener = seccomp_fetch(t->pidfd, number, RUNTIME_DEADLINE_MS, e);
	if (listener < 0 || !seccomp_send(agent, listener, state, e))
		return false;
	mailbox_ack_listener(t->mailbox);
	return true;
}

static bool handle_message(struct start_sync *t, struct received *m, struct err *e)
{
	autoclose int fd = m->fd;

	t->hooks_ms = m->type == MESSAGE_ACCEPTED ? m->number : 0;
	if (m->type == MESSAGE_EXEC) {
		t->executing = true;
		if (fd >= 0 && !(t->mailbox = mailbox_open(fd, e)))
			return false;
	}
	if (m->type == MESSAGE_LISTENER && !deliver_listener(t, m->number, e)) {
		t->executing = false;
		return false;
	}
	return true;
}

bool start_sync_receive(const struct start_sync *t, struct received *m, struct err *e)
{
	const struct sync_wait wait = {
		.pid = t->pid,
		.sync_fd = t->sync_fd,
		.interrupts = t->interrupts,
		.hooks_ms = t->hooks_ms,
	};

	return sync_wait(&wait, e) && sync_receive(t->sync_fd, -1, m, e);
}

static bool follow(struct start_sync *t, struct received m, struct err *e)
{
	while (m.type != 0)
		if (!handle_message(t, &m, e) || !start_sync_receive(t, &m, e))
			return false;
	if (!t->executing)
		return fail(e, "the container's process ended before it executed the program");
	return !t->mailbox || mailbox_no_error(t->mailbox, e);
}

bool start_sync_until_exec(struct start_sync *t, struct received first, struct err *e)
{
	bool ok = follow(t, first, e);

	mailbox_close(t->mailbox);
	t->mailbox = NULL;
	return ok;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Start: the gate opens, init executes the program or says why it cannot. */
#include <fcntl.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "create.h"
#include "lifecycle.h"
#include "wire.h"

enum { ANSWER_MS = 10000 };

/* Taken out of init without its help, as the filter may stop its every call, and given to the
 * agent. */
static bool deliver_listener(struct runtime *rt, struct container *c, int number, struct err *e)
{
	const struct oci_config *config = container_config(c, rt->arena, e);
	autoclose int listener = -1;
	struct seccomp_plan p = {0};

	if (!config || !config->linux || !config->linux->seccomp)
		return false;
	p.listener_path = config->linux->seccomp->listener_path;
	p.listener_metadata = config->linux->seccomp->listener_metadata;
	listener = seccomp_fetch(c->pidfd, number, ANSWER_MS, e);
	return listener >= 0 &&
	       seccomp_send(&p, listener,
		       seccomp_state_json(&p, c->record, OCI_STATUS_CREATED, rt->arena), e);
}

/* *began: the startContainer hooks may have run. *executing: they went well. */
static bool follow_init(struct runtime *rt, struct container *c, int gate, bool *began,
	bool *executing, struct err *e)
{
	struct received m;

	if (!wire_send(gate, MESSAGE_START, 0, -1, e))
		return false;
	if (!wire_receive(gate, ANSWER_MS, &m, e))
		return e->code == ETIMEDOUT ? fail_in(e, "init does not answer, is it frozen?")
					    : false;
	*began = m.type == MESSAGE_ACCEPTED;
	while (m.type != 0) {
		if (m.type == MESSAGE_LISTENER && !deliver_listener(rt, c, m.number, e))
			return false;
		*executing |= m.type == MESSAGE_EXEC;
		fd_close(&m.fd);
		if (!wire_receive(gate, -1, &m, e))
			return false;
	}
	return *executing ? true
			  : fail(e, "the container's process ended before it executed the program");
}

static bool open_gate(
	struct runtime *rt, struct container *c, bool *began, bool *executing, struct err *e)
{
	autoclose int gate = gate_connect(c, e);
	int flags = gate >= 0 ? fcntl(gate, F_GETFL) : -1;

	if (gate < 0)
		return false;
	if (fcntl(gate, F_SETFL, flags & ~O_NONBLOCK) < 0)
		return fail_errno(e, "gate");
	return follow_init(rt, c, gate, began, executing, e);
}

static bool run_poststart(struct runtime *rt, struct container *c, struct err *e)
{
	if (!c->record->has_poststart)
		return true;
	return lifecycle_hooks(rt, c, HOOK_POSTSTART, OCI_STATUS_RUNNING, e);
}

/* runtime.md Lifecycle, steps 7 and 9: a failed hook stops the container, which is then destroyed.
 */
static bool give_up(struct runtime *rt, struct container *c)
{
	struct err later;

	if (!lifecycle_destroy(rt, c, &later))
		log_warn("%s, ignoring", later.text);
	return false;
}

bool start_container(struct runtime *rt, struct container *c, struct trace *t, struct err *e)
{
	uint64_t since = trace_now(t);
	bool began = false, executing = false;
	bool ok = open_gate(rt, c, &began, &executing, e);

	trace_note(t, "open-gate", since);
	if (!ok)
		return began && !executing ? give_up(rt, c) : false;
	if (!gate_remove(c, e))
		return false;
	since = trace_now(t);
	ok = run_poststart(rt, c, e);
	trace_note(t, "poststart", since);
	return ok || give_up(rt, c);
}

bool start(struct runtime *rt, const char *id, struct err *e)
{
	autocontainer struct container c = {.dir = -1, .pidfd = -1};
	struct trace *trace = NULL;
	enum oci_status status;
	bool ok;

	if (!container_open(&c, rt->arena, rt->root, id, true, e) ||
		!container_now(&c, rt->arena, &status, e))
		return false;
	if (status != OCI_STATUS_CREATED)
		return fail(e, "container %s is %s; only a created one can be started", id,
			status_name(status));
	if (!trace_open(rt->trace, &trace, e))
		return false;
	ok = start_container(rt, &c, trace, e);
	return trace_end(trace, rt->trace, NULL, ok, e);
}

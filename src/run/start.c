/* SPDX-License-Identifier: Apache-2.0 */
/* Start: the gate opens, init executes the program or says why it cannot. */
#include <fcntl.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "create.h"
#include "lifecycle.h"
#include "wire.h"

enum { ANSWER_MS = 10000 };

/* The conversation with init at the gate, and how far it came. */
struct talk {
	struct runtime *rt;
	struct container *c;
	int gate;
	struct board *board; /* NULL without a seccomp filter */
	bool began;          /* the startContainer hooks may have run */
	bool executing;      /* they went well */
};

/* Taken out of init without its help, as the filter may stop its every call, and given to the
 * agent; both before the program is executed, or there is no container. */
static bool deliver_listener(struct talk *t, int number, struct err *e)
{
	const struct oci_config *config = container_config(t->c, t->rt->arena, e);
	autoclose int listener = -1, agent = -1;
	struct seccomp_plan p = {0};
	const char *state;

	if (!config)
		return false;
	if (!t->board || !config->linux || !config->linux->seccomp)
		return fail(e, "init has a seccomp listener that its config.json does not know of");
	p.listener_path = config->linux->seccomp->listener_path;
	p.listener_metadata = config->linux->seccomp->listener_metadata;
	state = seccomp_state_json(&p, t->c->record, OCI_STATUS_CREATED, t->rt->arena);
	agent = seccomp_connect(&p, e);
	if (agent < 0 || !wire_send(t->gate, MESSAGE_GO, 0, -1, e))
		return false;
	listener = seccomp_fetch(t->c->pidfd, number, ANSWER_MS, e);
	if (listener < 0 || !seccomp_send(agent, listener, state, e))
		return false;
	board_taken(t->board);
	return true;
}

static bool follow_message(struct talk *t, struct received *m, struct err *e)
{
	autoclose int fd = m->fd;

	if (m->type == MESSAGE_EXEC) {
		t->executing = true;
		if (fd >= 0 && !(t->board = board_open(fd, e)))
			return false;
	}
	if (m->type == MESSAGE_LISTENER && !deliver_listener(t, m->number, e)) {
		t->executing = false;
		return false;
	}
	return true;
}

static bool follow_init(struct talk *t, struct err *e)
{
	struct received m;

	if (!wire_send(t->gate, MESSAGE_START, 0, -1, e))
		return false;
	if (!wire_receive(t->gate, ANSWER_MS, &m, e))
		return e->code == ETIMEDOUT ? fail_in(e, "init does not answer, is it frozen?")
					    : false;
	t->began = m.type == MESSAGE_ACCEPTED;
	while (m.type != 0)
		if (!follow_message(t, &m, e) || !wire_receive(t->gate, -1, &m, e))
			return false;
	if (!t->executing)
		return fail(e, "the container's process ended before it executed the program");
	return !t->board || board_clean(t->board, e);
}

static bool open_gate(struct talk *t, struct err *e)
{
	autoclose int gate = gate_connect(t->c, e);
	int flags = gate >= 0 ? fcntl(gate, F_GETFL) : -1;
	bool ok;

	if (gate < 0)
		return false;
	if (fcntl(gate, F_SETFL, flags & ~O_NONBLOCK) < 0)
		return fail_errno(e, "gate");
	t->gate = gate;
	ok = follow_init(t, e);
	board_close(t->board);
	return ok;
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
	struct talk talk = {.rt = rt, .c = c};
	bool ok = open_gate(&talk, e);

	trace_note(t, "open-gate", since);
	if (!ok)
		return talk.began && !talk.executing ? give_up(rt, c) : false;
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

/* SPDX-License-Identifier: Apache-2.0 */
/* What run shares with create. */
#ifndef BRIG_SRC_LAUNCH_CREATE_H
#define BRIG_SRC_LAUNCH_CREATE_H

#include "launch.h"

/* Creates the container that c->o describes. On success c->container is open and locked, c->init is
 * init with its pidfd (owned by c->container), and with foreground c->console is the terminal's
 * master. On an error nothing is left. */
bool create_container(struct creation *c, bool foreground, struct err *e) must_check;

/* Kills and reaps init. */
void end_init(struct creation *c);

/* Steps of the host's side that exec takes too: signals that interrupt, or in the foreground are
 * forwarded; the engine's console socket and memory for the seccomp filter; the filter itself; the
 * end of the preparations inside, with the terminal; pid file and pidfd socket; the word that the
 * process may go on. */
bool parent_signals(struct creation *c, struct err *e) must_check;
bool parent_sockets(struct creation *c, struct err *e) must_check;
bool parent_seccomp(struct creation *c, struct err *e) must_check;
bool parent_wait_ready(struct creation *c, struct err *e) must_check;
bool publish_pid(struct creation *c, struct err *e) must_check;
void unpublish_pid(struct creation *c);
bool parent_done(struct creation *c, struct err *e) must_check;

/* The container process state of config-linux.md for the process pid, as JSON in the arena. */
const char *seccomp_state_json(const struct seccomp_plan *p, const struct oci_record *record,
	enum oci_status status, pid_t pid, struct arena *a);

/* To and from the intelRdt object of the record. */
void record_rdt(struct oci_record *record, const struct rdt_made *made, struct arena *a);
void rdt_of_record(struct rdt_made *made, const struct oci_record *record);

/* Writes the trace with the plan in it, and frees it. Returns ok, or false when only the trace
 * failed. */
bool trace_finish(struct creation *c, bool ok, struct err *e) must_check;

#endif

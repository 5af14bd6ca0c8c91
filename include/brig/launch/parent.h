/* SPDX-License-Identifier: Apache-2.0 */
/* The parent's side of create, run and exec. */
#ifndef BRIG_LAUNCH_PARENT_H
#define BRIG_LAUNCH_PARENT_H

#include "brig/launch/launch.h"
#include "brig/rdt/apply.h"
#include "brig/sys/process.h"

enum { HOOK_JOINS = 8 };

struct launch_parent {
	struct launch *l;
	struct bundle bundle;
	bool notify; /* the container has a socket for sd_notify(3) */
	struct rdt_made rdt;
	int child_sync_fd;  /* the child's end of the synchronisation socket, until clone; -1 */
	int console_socket; /* of an engine; -1 without one */
	int console;        /* the terminal's master, kept for the foreground; -1 */
	int netns;          /* the container's, while devices are moved; -1 */
	int signals;        /* foreground: a signalfd of all signals that are forwarded; -1 */
	int interrupts; /* signalfd of the signals that end a wait; -1 before the step "signals" */
	struct sys_child init;         /* or the process of exec; pidfd -1 before it is cloned */
	struct sys_child intermediate; /* while it sets up the root; pidfd -1 otherwise */
	int hook_joins[HOOK_JOINS];    /* namespaces for createContainer hooks, in the order of
					  namespace_kinds; -1 */
	pid_t inside_pid;              /* init's pid in a pid namespace of others */
	bool foreground;
	bool pid_published;       /* the pid file is written */
	bool rollback_incomplete; /* delete --force can remove the rest */
	bool poststop_due;        /* a failure from here on runs the poststop hooks */
};

/* Sets all descriptors to -1. */
void launch_parent_init(struct launch_parent *lp, struct launch *l);

/* Writes the trace with the plan in it, and frees it. Returns ok; false with an error when only
 * writing the trace failed. */
bool launch_end_trace(struct launch *l, bool ok, struct err *e) must_check;

/* Waits for the next message of the process pid, as sync_wait(). hooks_ms is the time that its
 * hooks may take. */
bool launch_wait_message(
	struct launch_parent *lp, pid_t pid, int hooks_ms, struct err *e) must_check;

#endif

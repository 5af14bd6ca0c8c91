/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that create holds on its way, and the tables of steps that both sides go through.
 * After clone parent and child have a copy each. */
#ifndef BRIG_SRC_LAUNCH_LAUNCH_H
#define BRIG_SRC_LAUNCH_LAUNCH_H

#include "brig/launch/runtime.h"
#include "brig/plan/plan.h"
#include "brig/sys/process.h"
#include "inherit-fds.h"
#include "seccomp-mailbox.h"
#include "sync-wait.h"
#include "sync.h"
#include "trace.h"

enum { HOOK_JOINS = 8 };

struct creation {
	struct runtime *rt;
	const struct create_options *o;
	struct bundle bundle;
	struct inherit_fds inherit_fds;
	bool notify; /* the container has a socket for sd_notify(3) */
	struct plan *plan;
	struct container container;
	struct oci_record record;
	struct cgroup_ref *cgroup; /* NULL before the group is made */
	struct rdt_made rdt;
	struct trace *trace;

	int joins[8]; /* of plan->namespaces */
	struct mount_fds mounts;
	int seccomp;        /* memfd of the filter, -1 without one */
	int start_socket;   /* listening */
	int sync_fd;        /* our end */
	int child_sync_fd;  /* the other, in the parent until clone */
	int console_socket; /* of an engine, -1 without one */
	int netns;          /* of the container, while devices are moved; -1 */
	int signals;        /* foreground: a signalfd of all that are forwarded */
	int interrupts;     /* and one of those that end a wait of ours; -1 before spawn */
	struct sys_child init;
	bool start_follows;      /* run: we say so at the wire, without another connection */
	bool child_joins_cgroup; /* the child enters its cgroup itself */
	bool ns_by_child; /* it makes its namespaces while the parent makes the groups of v1 */
	int joined;  /* intermediate process: CLONE_NEW* of the kinds that it joined as the host's
			root */
	int offsets; /* intermediate process: its file with the offsets of clocks; -1 */
	int partner; /* between the intermediate process and init, while that makes the root; -1 */
	struct sys_child intermediate; /* parent: as long as it makes the root; pidfd -1 */
	int hook_joins[HOOK_JOINS]; /* parent: namespaces of createContainer hooks, in the order of
				       namespace_kinds; -1 */
	pid_t inside_pid;           /* of init in its pid namespace, when that is one of others */
	int setns_flags; /* exec: CLONE_NEW* of the namespaces that are joined by the container's
			    pidfd */
	bool foreground;
	bool rollback_incomplete; /* what could not be taken back is for delete --force */
	bool poststop_due;        /* from here on a failure ends with the poststop hooks */

	int console;      /* parent: the terminal's master, kept for the foreground; -1 */
	int root;         /* child: of the container */
	bool cwd_entered; /* child: as root; the user may not be able to */
	struct seccomp_mailbox
		*mailbox; /* child: shared with start from the gate on, when there is a filter */
	int mailbox_fd;
	bool filtered; /* child: the filter is loaded */
};

/* A row of a table: what is done, in words for errors and traces, and how it is taken back. */
struct step {
	const char *name;
	bool (*run)(struct creation *c, struct err *e);
	void (*undo)(struct creation *c); /* NULL: nothing is left behind */
	bool no_error_prefix; /* its errors say enough, or come from the other side with the name of
		       a step there */
};

/* A table with its name. */
struct step_table {
	const char *name;
	const struct step *v;
	size_t n;
};

/* Runs them in order, timed; *done counts those that succeeded. An error has the name of its step
 * in front. */
bool steps_run(
	const struct step *v, size_t n, struct creation *c, size_t *done, struct err *e) must_check;

/* All of a table whose steps leave nothing to take back. */
bool steps_run_table(const struct step_table *t, struct creation *c, struct err *e) must_check;

/* Takes the first done ones back, last first. */
void steps_undo(const struct step *v, size_t done, struct creation *c);

/* The tables, also for the test of their order. */
extern const struct step_table parent_steps;       /* the parent, all of create */
extern const struct step_table intermediate_steps; /* the intermediate process, up to the clone */
extern const struct step_table namespace_steps; /* init, up to a root that is a mount of its own */
extern const struct step_table container_steps; /* init or the intermediate process, up to the hooks
						   in the runtime's namespaces */
extern const struct step_table outside_steps;   /* the intermediate process, after those */
extern const struct step_table waiting_steps;   /* init meanwhile */
extern const struct step_table process_steps;   /* init, from the pivot to the gate */
extern const struct step_table start_steps;     /* the child, from the gate to execve */

extern const struct step_table exec_host_steps; /* the parent, all of exec */
extern const struct step_table
	exec_intermediate_steps;           /* the process in between, up to the clone */
extern const struct step_table exec_steps; /* its child, up to execve */

/* Whether there are hooks that a failure from "mounted" on, or that step itself, lets run: only
 * then init waits there. */
bool creation_has_hooks(const struct creation *c);

/* Clones init: directly, or by a process in between. In the child it does not return. */
bool spawn(struct creation *c, struct err *e) must_check;

/* The kinds of namespaces that are made when an intermediate process clones init: CLONE_NEW*. */
int clone_kinds_of_init(const struct creation *c);

/* The kinds of namespaces that the child makes by itself: CLONE_NEW*. */
int clone_kinds_of_child(const struct creation *c);

/* Closes what spawn() needed, when there is nothing else to do: see exe_seal(). */
void clone_release_exe(struct creation *c);

/* Waits for the next message, of the process pid, which may spend hooks_ms in hooks. */
bool launch_wait_message(struct creation *c, pid_t pid, int hooks_ms, struct err *e) must_check;

/* The wire's two ends. */
bool sync_open(struct creation *c, struct err *e) must_check;

/* How a process in between comes to its end. */
struct intermediate_ops {
	const char *title; /* that it and its child have as name and command line */
	int cgroup;        /* that it is born in, -1 for ours */
	bool stays;        /* goes on after that message, as c->intermediate */
	/* Its life; ends with the message INIT about a child that has our process as its parent. */
	void (*run)(struct creation *c);
	bool (*help)(struct creation *c, pid_t intermediate,
		struct err *e); /* from our side meanwhile */
	/* As soon as its child is ours to end; NULL: nothing. */
	bool (*known)(struct creation *c, struct err *e);
};

/* Clones it, and fills c->init. */
bool clone_by_intermediate(
	struct creation *c, const struct intermediate_ops *way, struct err *e) must_check;

/* The life of the intermediate process. */
_Noreturn void intermediate_main(struct creation *c);

/* Steps that the intermediate process takes in init's place in a pid namespace of others. */
bool step_propagation(struct creation *c, struct err *e) must_check;
bool step_rootfs(struct creation *c, struct err *e) must_check;

/* Runs the createContainer hooks from the host's pid namespace, in all other namespaces of init. In
 * a pid and user namespace of others, who has CAP_SYS_PTRACE there could open the host's root by
 * /proc/PID/root of a hook, which is not hidden once it is executed. */
bool container_hooks_outside(struct creation *c, struct err *e) must_check;

/* Intermediate process: sends its namespaces for that. Parent: takes one of these messages. */
bool container_hooks_send(struct creation *c, struct err *e) must_check;
bool container_hooks_take(struct creation *c, struct received *m, struct err *e) must_check;

/* Whether that is needed. */
bool creation_hooks_outside(const struct creation *c);

/* The life of init, from clone to execve. */
_Noreturn void init_main(struct creation *c);

/* The OCI state with this status, for hooks; in the arena. */
const char *creation_state(struct creation *c, enum oci_status status);

#endif

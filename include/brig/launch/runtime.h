/* SPDX-License-Identifier: Apache-2.0 */
/* Carrying out the operations of runtime.md: what the commands call. */
#ifndef BRIG_LAUNCH_RUNTIME_H
#define BRIG_LAUNCH_RUNTIME_H

#include "brig/base/report.h"
#include "brig/cgroup/pids.h"
#include "brig/cgroup/plan.h"
#include "brig/launch/exe-seal.h"
#include "brig/state/state.h"
#include "brig/sys/host.h"

/* What main knows before a command begins (the global options). */
struct runtime {
	struct arena *arena; /* the command's own; freed by main */
	const char *root;    /* where the containers' directories are */
	struct host host;    /* read for commands that use root */
	enum cgroup_driver driver;
	enum { ROOTLESS_AUTO, ROOTLESS_NO, ROOTLESS_YES } rootless;
	const char *trace;    /* file for Trace Event JSON, NULL when off */
	struct exe_seal self; /* for commands that come into the reach of containers */
};

struct create_options {
	const char *id;
	const char *bundle;   /* NULL: the current directory */
	const char *config;   /* NULL: config.json of the bundle */
	const char *pid_file; /* relative to the caller's directory; digits only, no newline */
	const char *console_socket; /* unix socket that receives the pty's master */
	const char *pidfd_socket;   /* unix socket that receives the pidfd of init */
	unsigned preserve_fds;      /* so many descriptors from 3 on, or after those of LISTEN_FDS,
				       reach the container */
	bool no_pivot, no_new_keyring;
};

struct run_options {
	struct create_options create;
	bool detach, keep;
	bool no_subreaper; /* accepted for engines; brig reaps what it started */
};

/* runtime.md Create. On an error nothing is left. */
bool create(struct runtime *rt, const struct create_options *o, struct err *e) must_check;

/* runtime.md Start: opens the gate; the error is why the program could not be executed. */
bool start(struct runtime *rt, const char *id, struct err *e) must_check;

/* create + start; in the foreground (not detach) also waits, copies the terminal, forwards signals
 * and deletes unless keep. *exit_status is the program's, or 128 + the signal that ended it; 0 when
 * detached. */
bool run(struct runtime *rt, const struct run_options *o, int *exit_status,
	struct err *e) must_check;

/* runtime.md Kill. all: every process in the container's cgroup, and a stopped container is no
 * error then. */
bool runtime_kill(struct runtime *rt, const char *id, int sig, bool all, struct err *e) must_check;

/* runtime.md Delete. force: kills first, accepts every state, and a container that does not exist
 * is no error. */
bool runtime_delete(struct runtime *rt, const char *id, bool force, struct err *e) must_check;

struct exec_options {
	struct create_options common; /* id, pid_file, console_socket, pidfd_socket, preserve_fds */
	const char *process;          /* file with a process object; NULL: that of config.json */
	struct str_list args;         /* the program; empty with process */
	/* Over what the process object says; NULL, empty and false leave it. */
	const char *cwd, *apparmor, *process_label;
	const uint32_t *uid, *gid;
	struct u32_list additional_gids; /* more of them, as is env */
	struct str_list env, caps;
	bool tty, no_new_privs;
	struct str_list cgroups; /* as cgroup_ref_subcgroup() takes them */
	bool detach, ignore_paused;
};

/* One more process in a container that is created or running. In the foreground (not detach) waits,
 * copies the terminal and forwards signals. *exit_status as run(). */
bool exec(struct runtime *rt, const struct exec_options *o, int *exit_status,
	struct err *e) must_check;

struct update_options {
	struct oci_resources resources; /* what is absent in it stays as it is */
	const char *l3_cache_schema, *mem_bw_schema;
};

/* New limits for a container that has not stopped: all of them, or the old ones and an error. r has
 * the name of where they come from as its file. */
bool runtime_update(struct runtime *rt, const char *id, const struct update_options *o,
	struct report *r, struct err *e) must_check;

/* Freezes a running or created container, with a deadline of ten seconds, after which it runs on;
 * thaws a paused one. Any other state is an error that names it. */
bool runtime_pause(struct runtime *rt, const char *id, struct err *e) must_check;
bool runtime_resume(struct runtime *rt, const char *id, struct err *e) must_check;

/* Prints what the container's cgroup has counted as one line of JSON: once, */
bool runtime_events_once(struct runtime *rt, const char *id, struct err *e) must_check;

/* or every interval until the container stops, with a line between when its memory group was out of
 * memory. */
bool runtime_events_follow(
	struct runtime *rt, const char *id, int interval_ms, struct err *e) must_check;

/* container_status(), and paused when the freezer says so. */
bool container_query_status(
	const struct container *c, struct arena *a, enum oci_status *ret, struct err *e) must_check;

/* Every process of the container, by its cgroup (init alone where it has none). */
bool container_processes(
	const struct container *c, struct arena *a, struct pid_list *ret, struct err *e) must_check;

#endif

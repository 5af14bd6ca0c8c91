/* SPDX-License-Identifier: Apache-2.0 */
/* A child of the runtime: the intermediate process, init, the process of exec. Their data, and the
 * steps that more than one of them takes. */
#ifndef BRIG_SRC_LAUNCH_CHILD_H
#define BRIG_SRC_LAUNCH_CHILD_H

#include "brig/launch/launch.h"
#include "brig/launch/seccomp-mailbox.h"
#include "brig/sys/procfs.h"

struct launch_child {
	struct launch *l;
	int joined;  /* intermediate process: CLONE_NEW* of the namespaces that it joined as the
			host's root */
	int offsets; /* intermediate process: its /proc/self/timens_offsets; -1 */
	int partner; /* socket between the intermediate process and init, while the former mounts
			the root; -1 */
	pid_t inside_pid; /* intermediate process: init's pid in the pid namespace of others */
	bool cwd_entered; /* as root: the container's user may not be allowed to enter it */
	struct seccomp_mailbox *mailbox; /* NULL without a seccomp filter */
	int mailbox_fd;
	bool filtered; /* the seccomp filter is loaded */
};

/* Sets all descriptors to -1. */
void launch_child_init(struct launch_child *lc, struct launch *l);

/* Whether the steps below use sys_procfs(), which must be opened in the host's namespaces. */
bool process_needs_procfs(const struct plan *p);

bool step_session(struct launch_child *lc, struct err *e) must_check;

/* Open a terminal of the devpts below l->root for a process with process.terminal, and send its
 * master to the runtime. step_console() also binds it to /dev/console. */
bool step_console(struct launch_child *lc, struct err *e) must_check;
bool step_terminal(struct launch_child *lc, struct err *e) must_check;

bool step_stdio(struct launch_child *lc, struct err *e) must_check;
bool step_keyring(struct launch_child *lc, struct err *e) must_check;
bool step_sched(struct launch_child *lc, struct err *e) must_check;
bool step_label(struct launch_child *lc, struct err *e) must_check;
bool step_home(struct launch_child *lc, struct err *e) must_check;

/* A config.json without process (which is required only at start) has neither user nor
 * capabilities. Applying that empty plan would take all capabilities from init, which protect it
 * while it waits for start (do_joinable() in init.c), so the first three do nothing without a
 * program. step_no_new_privs() needs no such condition: its flag is false in an empty plan. */
bool step_bounding(struct launch_child *lc, struct err *e) must_check;
bool step_user(struct launch_child *lc, struct err *e) must_check;
bool step_capabilities(struct launch_child *lc, struct err *e) must_check;
bool step_no_new_privs(struct launch_child *lc, struct err *e) must_check;

/* Enter process.cwd before the change of user, and after it. A directory that only root can enter
 * may be the working directory of another user, as with runc: images have WORKDIR /root and USER
 * 1000. step_cwd() closes l->root. */
bool step_cwd_as_root(struct launch_child *lc, struct err *e) must_check;
bool step_cwd(struct launch_child *lc, struct err *e) must_check;

/* Sends MESSAGE_READY and waits for MESSAGE_DONE, after which the runtime may exit. */
bool step_ready(struct launch_child *lc, struct err *e) must_check;

bool step_mailbox(struct launch_child *lc, struct err *e) must_check;
bool step_rlimits(struct launch_child *lc, struct err *e) must_check;
bool step_descriptors(struct launch_child *lc, struct err *e) must_check;
bool step_announce(struct launch_child *lc, struct err *e) must_check;
bool step_seccomp(struct launch_child *lc, struct err *e) must_check;
bool step_exec(struct launch_child *lc, struct err *e) must_check;

/* Reports the error to the runtime, by the seccomp mailbox once a filter is loaded, and exits. */
_Noreturn void process_fail(struct launch_child *lc, const struct err *why);

#endif

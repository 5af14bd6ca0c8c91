/* SPDX-License-Identifier: Apache-2.0 */
/* A child of the runtime: the intermediate process, init, the process of exec; and the steps that
 * several of them take. */
#ifndef BRIG_SRC_LAUNCH_CHILD_H
#define BRIG_SRC_LAUNCH_CHILD_H

#include "brig/launch/launch.h"
#include "brig/launch/seccomp-mailbox.h"

struct launch_child {
	struct launch *l;
	int joined;  /* intermediate process: CLONE_NEW* of the kinds that it joined as the host's
			root */
	int offsets; /* intermediate process: its file with the offsets of clocks; -1 */
	int partner; /* between the intermediate process and init, while that makes the root; -1 */
	pid_t inside_pid; /* init's pid in a pid namespace of others, known to the intermediate
			     process */
	bool cwd_entered; /* as root; the user may not be allowed to */
	struct seccomp_mailbox
		*mailbox; /* shared with start while the filter may forbid every call; NULL */
	int mailbox_fd;
	bool filtered; /* the filter is loaded */
};

/* All descriptors -1. */
void launch_child_init(struct launch_child *lc, struct launch *l);

/* Whether the steps below will want sys_procfs(), opened while we are on the host. */
bool process_needs_procfs(const struct plan *p);

bool step_session(struct launch_child *lc, struct err *e) must_check;

/* A new terminal of the devpts beneath c->root for a process that wants one; its master goes to the
 * runtime. The first binds it to /dev/console too. */
bool step_console(struct launch_child *lc, struct err *e) must_check;
bool step_terminal(struct launch_child *lc, struct err *e) must_check;

bool step_stdio(struct launch_child *lc, struct err *e) must_check;
bool step_keyring(struct launch_child *lc, struct err *e) must_check;
bool step_sched(struct launch_child *lc, struct err *e) must_check;
bool step_label(struct launch_child *lc, struct err *e) must_check;
bool step_home(struct launch_child *lc, struct err *e) must_check;
bool step_bounding(struct launch_child *lc, struct err *e) must_check;
bool step_user(struct launch_child *lc, struct err *e) must_check;
bool step_capabilities(struct launch_child *lc, struct err *e) must_check;
bool step_no_new_privs(struct launch_child *lc, struct err *e) must_check;

/* Before the change of user, and after it. A directory that only root can enter may be the working
 * directory of another user, as with runc: images say WORKDIR /root and USER 1000. The second
 * closes c->root. */
bool step_cwd_as_root(struct launch_child *lc, struct err *e) must_check;
bool step_cwd(struct launch_child *lc, struct err *e) must_check;

/* Says READY and waits for DONE, behind which the runtime may end. */
bool step_ready(struct launch_child *lc, struct err *e) must_check;

bool step_mailbox(struct launch_child *lc, struct err *e) must_check;
bool step_rlimits(struct launch_child *lc, struct err *e) must_check;
bool step_descriptors(struct launch_child *lc, struct err *e) must_check;
bool step_announce(struct launch_child *lc, struct err *e) must_check;
bool step_seccomp(struct launch_child *lc, struct err *e) must_check;
bool step_exec(struct launch_child *lc, struct err *e) must_check;

/* Tells the other side why the process ends: by the board when a filter is loaded. */
_Noreturn void process_fail(struct launch_child *lc, const struct err *why);

#endif

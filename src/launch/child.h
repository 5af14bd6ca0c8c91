/* SPDX-License-Identifier: Apache-2.0 */
/* Steps that init and the process of exec have in common. Each hands a slice of c->plan to its
 * part; the tables say in which order, and why. */
#ifndef BRIG_SRC_LAUNCH_CHILD_H
#define BRIG_SRC_LAUNCH_CHILD_H

#include "launch.h"

/* Whether the steps below will want sys_procfs(), opened while we are on the host. */
bool process_needs_procfs(const struct plan *p);

bool step_session(struct creation *c, struct err *e) must_check;

/* A new terminal of the devpts beneath c->root for a process that wants one; its master goes to the
 * runtime. The first binds it to /dev/console too. */
bool step_console(struct creation *c, struct err *e) must_check;
bool step_terminal(struct creation *c, struct err *e) must_check;

bool step_stdio(struct creation *c, struct err *e) must_check;
bool step_keyring(struct creation *c, struct err *e) must_check;
bool step_sched(struct creation *c, struct err *e) must_check;
bool step_label(struct creation *c, struct err *e) must_check;
bool step_home(struct creation *c, struct err *e) must_check;
bool step_bounding(struct creation *c, struct err *e) must_check;
bool step_user(struct creation *c, struct err *e) must_check;
bool step_capabilities(struct creation *c, struct err *e) must_check;
bool step_no_new_privs(struct creation *c, struct err *e) must_check;

/* Before the change of user, and after it. A directory that only root can enter may be the working
 * directory of another user, as with runc: images say WORKDIR /root and USER 1000. The second
 * closes c->root. */
bool step_cwd_as_root(struct creation *c, struct err *e) must_check;
bool step_cwd(struct creation *c, struct err *e) must_check;

/* Says READY and waits for DONE, behind which the runtime may end. */
bool step_ready(struct creation *c, struct err *e) must_check;

bool step_mailbox(struct creation *c, struct err *e) must_check;
bool step_rlimits(struct creation *c, struct err *e) must_check;
bool step_descriptors(struct creation *c, struct err *e) must_check;
bool step_announce(struct creation *c, struct err *e) must_check;
bool step_seccomp(struct creation *c, struct err *e) must_check;
bool step_exec(struct creation *c, struct err *e) must_check;

/* Tells the other side why the process ends: by the board when a filter is loaded. */
_Noreturn void process_fail(struct creation *c, const struct err *why);

#endif

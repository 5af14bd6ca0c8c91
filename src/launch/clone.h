/* SPDX-License-Identifier: Apache-2.0 */
/* Makes init, or the process of exec, by one clone(2) or by an intermediate process. */
#ifndef BRIG_SRC_LAUNCH_CLONE_H
#define BRIG_SRC_LAUNCH_CLONE_H

#include "brig/launch/parent.h"
#include "child.h"

/* Clones init: directly, or by an intermediate process. Does not return in a child. */
bool clone_init(struct launch_parent *lp, struct err *e) must_check;

/* Returns the namespaces (CLONE_NEW*) that are made when an intermediate process clones init. */
int clone_kinds_of_init(const struct launch *l);

/* Returns the namespaces (CLONE_NEW*) that init makes by itself. */
int clone_kinds_of_child(const struct launch *l);

/* Closes the descriptors of exe_seal(). To be called while the runtime would only wait. */
void clone_release_exe(struct launch_parent *lp);

/* Creates both ends of the synchronisation socket. */
bool clone_open_sync(struct launch_parent *lp, struct err *e) must_check;

/* How an intermediate process is made. */
struct intermediate_ops {
	const char *title; /* name and command line of it and its child */
	int cgroup;        /* descriptor of the cgroup to clone it into; -1: the runtime's */
	bool stays;        /* runs on after MESSAGE_INIT, as lp->intermediate */
	/* Runs in the intermediate process. Sends MESSAGE_INIT with the pidfd of a child that is
	 * cloned with CLONE_PARENT. */
	void (*run)(struct launch_child *lc);
	/* Runs in the runtime before MESSAGE_INIT. */
	bool (*help)(struct launch_parent *lp, pid_t intermediate, struct err *e);
	/* Runs in the runtime as soon as lp->init.pidfd is set; NULL: nothing to do. */
	bool (*known)(struct launch_parent *lp, struct err *e);
};

/* Clones the intermediate process, and sets lp->init. */
bool clone_by_intermediate(
	struct launch_parent *lp, const struct intermediate_ops *ops, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* From the runtime to init or the process of exec: one clone(2) where that is possible, otherwise
 * two. */
#ifndef BRIG_SRC_LAUNCH_CLONE_H
#define BRIG_SRC_LAUNCH_CLONE_H

#include "brig/launch/parent.h"
#include "child.h"

/* Clones init: directly, or by an intermediate process. In the child it does not return. */
bool clone_init(struct launch_parent *lp, struct err *e) must_check;

/* The kinds of namespaces that are made when an intermediate process clones init: CLONE_NEW*. */
int clone_kinds_of_init(const struct launch *l);

/* The kinds of namespaces that init makes by itself: CLONE_NEW*. */
int clone_kinds_of_child(const struct launch *l);

/* Closes the descriptors of exe_seal(), when there is nothing else to do. */
void clone_release_exe(struct launch_parent *lp);

/* The two ends of the synchronisation socket. */
bool clone_open_sync(struct launch_parent *lp, struct err *e) must_check;

/* How an intermediate process is made. */
struct intermediate_ops {
	const char *title; /* name and command line of it and its child */
	int cgroup;        /* descriptor of the cgroup that it is born in; -1: the runtime's */
	bool stays;        /* goes on after MESSAGE_INIT, as lp->intermediate */
	/* Its life; sends MESSAGE_INIT with a pidfd of a child that has the runtime as its parent.
	 */
	void (*run)(struct launch_child *lc);
	/* The parent's work meanwhile. */
	bool (*help)(struct launch_parent *lp, pid_t intermediate, struct err *e);
	/* As soon as the parent has the pidfd; NULL: nothing. */
	bool (*known)(struct launch_parent *lp, struct err *e);
};

/* Clones it, and fills lp->init. */
bool clone_by_intermediate(
	struct launch_parent *lp, const struct intermediate_ops *ops, struct err *e) must_check;

#endif

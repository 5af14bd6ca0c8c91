/* SPDX-License-Identifier: Apache-2.0 */
/* runtime.md Create. */
#ifndef BRIG_LAUNCH_CREATE_H
#define BRIG_LAUNCH_CREATE_H

#include "brig/launch/runtime.h"

struct launch_parent;

struct create_options {
	const char *id;
	const char *bundle;   /* NULL: the current directory */
	const char *config;   /* NULL: config.json of the bundle */
	const char *pid_file; /* relative to the caller's directory; digits only, no newline */
	const char *console_socket; /* unix socket that receives the pty's master */
	const char *pidfd_socket;   /* unix socket that receives the pidfd of init */
	unsigned preserve_fds; /* number of descriptors that the container inherits: from 3 on, or
				  after those of LISTEN_FDS */
	bool no_pivot, no_new_keyring;
};

/* runtime.md Create. Rolls back everything on an error. */
bool runtime_create(struct runtime *rt, const struct create_options *o, struct err *e) must_check;

/* Creates the container that lp->l->o describes, for create and run. On success lp->l->container is
 * open and locked, lp->init is init, whose pidfd the container owns, and with foreground
 * lp->console is the terminal's master. Rolls back everything on an error. */
bool launch_create(struct launch_parent *lp, bool foreground, struct err *e) must_check;

#endif

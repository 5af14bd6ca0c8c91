/* SPDX-License-Identifier: Apache-2.0 */
/* runtime.md Create. */
#ifndef BRIG_LAUNCH_CREATE_H
#define BRIG_LAUNCH_CREATE_H

#include "brig/launch/runtime.h"

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

/* runtime.md Create. On an error nothing is left. */
bool runtime_create(struct runtime *rt, const struct create_options *o, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The option rows that create and run share; both commands fill a struct run_options. */
#ifndef BRIG_SRC_CMD_CREATE_OPTIONS_H
#define BRIG_SRC_CMD_CREATE_OPTIONS_H

#include "brig/cmd/option.h"
#include "brig/ops/run.h"

#define RUN_FIELD(field) offsetof(struct run_options, field)

/* Rows are sorted by name; the rows of run alone ("detach", "keep") come between these two. */
/* clang-format off */
#define CREATE_ROWS_B_TO_C \
	{ "bundle", 'b', OPTION_STRING, RUN_FIELD(create.bundle), "DIR", \
	  "directory of the bundle (the current one)", NULL }, \
	{ "config", 'f', OPTION_STRING, RUN_FIELD(create.config), "FILE", \
	  "use FILE instead of the bundle's config.json", NULL }, \
	{ "console-socket", 0, OPTION_STRING, RUN_FIELD(create.console_socket), "PATH", \
	  "unix socket that receives the terminal", NULL }

#define CREATE_ROWS_N_TO_P \
	{ "no-new-keyring", 0, OPTION_FLAG, RUN_FIELD(create.no_new_keyring), NULL, \
	  "keep the session keyring of the caller", NULL }, \
	{ "no-pivot", 0, OPTION_FLAG, RUN_FIELD(create.no_pivot), NULL, \
	  "move the root file system instead of calling pivot_root(2)", NULL }, \
	{ "no-subreaper", 0, OPTION_FLAG, RUN_FIELD(no_subreaper), NULL, \
	  "accepted and ignored", NULL }, \
	{ "pid-file", 0, OPTION_STRING, RUN_FIELD(create.pid_file), "FILE", \
	  "write the pid of the container to FILE", NULL }, \
	{ "pidfd-socket", 0, OPTION_STRING, RUN_FIELD(create.pidfd_socket), "PATH", \
	  "unix socket that receives the pidfd of the container", NULL }, \
	{ "preserve-fds", 0, OPTION_UINT, RUN_FIELD(create.preserve_fds), "N", \
	  "pass file descriptors 3 to 2+N to the container", NULL }
/* clang-format on */

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* brig run: create, start, and in the foreground wait and delete. */
#include "brig/ops/run.h"
#include "table.h"

#define AT(field) offsetof(struct run_options, field)

/* clang-format off */
static const struct option rows[] = {
	{ "bundle", 'b', OPTION_STRING, AT(create.bundle), "DIR",
	  "directory of the bundle (the current one)", NULL },
	{ "config", 'f', OPTION_STRING, AT(create.config), "FILE",
	  "configuration to use in place of the bundle's config.json", NULL },
	{ "console-socket", 0, OPTION_STRING, AT(create.console_socket), "PATH",
	  "unix socket that receives the terminal", NULL },
	{ "detach", 'd', OPTION_FLAG, AT(detach), NULL,
	  "return when the program runs", NULL },
	{ "keep", 0, OPTION_FLAG, AT(keep), NULL,
	  "do not delete the container when its program has ended", NULL },
	{ "no-new-keyring", 0, OPTION_FLAG, AT(create.no_new_keyring), NULL,
	  "keep the session keyring of the caller", NULL },
	{ "no-pivot", 0, OPTION_FLAG, AT(create.no_pivot), NULL,
	  "move the root in place of pivot_root(2)", NULL },
	{ "no-subreaper", 0, OPTION_FLAG, AT(no_subreaper), NULL,
	  "accepted and ignored", NULL },
	{ "pid-file", 0, OPTION_STRING, AT(create.pid_file), "FILE",
	  "write the pid of the container to FILE", NULL },
	{ "pidfd-socket", 0, OPTION_STRING, AT(create.pidfd_socket), "PATH",
	  "unix socket that receives the pidfd of the container", NULL },
	{ "preserve-fds", 0, OPTION_UINT, AT(create.preserve_fds), "N",
	  "pass descriptors 3 to 2+N to the container", NULL },
};
/* clang-format on */

static bool run_run(struct invocation *in, struct err *e)
{
	struct run_options o = *(const struct run_options *)in->options;

	o.create.id = in->id;
	return runtime_run(in->rt, &o, &in->status, e);
}

const struct command run_command = {
	.name = "run",
	.summary = "Create and start a container, wait for its end, delete it",
	.synopsis = "ID",
	.needs = NEEDS_ID | NEEDS_ROOT | NEEDS_SEAL,
	.min = 1,
	.max = 1,
	.options = OPTIONS(rows),
	.size = sizeof(struct run_options),
	.run = run_run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* brig create: runtime.md Create. */
#include "brig/launch/create.h"
#include "table.h"

struct create_command_options {
	struct create_options create;
	bool no_subreaper; /* crun's engines pass it; there is nothing to do for it */
};

#define AT(field) offsetof(struct create_command_options, field)

/* clang-format off */
static const struct option rows[] = {
	{ "bundle", 'b', OPTION_STRING, AT(create.bundle), "DIR",
	  "directory of the bundle (the current one)", NULL },
	{ "config", 'f', OPTION_STRING, AT(create.config), "FILE",
	  "configuration to use in place of the bundle's config.json", NULL },
	{ "console-socket", 0, OPTION_STRING, AT(create.console_socket), "PATH",
	  "unix socket that receives the terminal", NULL },
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

static bool create_run(struct invocation *in, struct err *e)
{
	const struct create_command_options *given = in->options;
	struct create_options o = given->create;

	o.id = in->id;
	return runtime_create(in->rt, &o, e);
}

const struct command create_command = {
	.name = "create",
	.summary = "Create a container from a bundle, ready to be started",
	.synopsis = "ID",
	.needs = NEEDS_ID | NEEDS_ROOT | NEEDS_SEAL,
	.min = 1,
	.max = 1,
	.options = OPTIONS(rows),
	.size = sizeof(struct create_command_options),
	.run = create_run,
};

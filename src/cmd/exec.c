/* SPDX-License-Identifier: Apache-2.0 */
/* brig exec: runs another program in a container. */
#include "brig/launch/exec.h"

#include "brig/base/parse.h"
#include "table.h"

struct exec_command_options {
	struct exec_options o;
	const char *user;
	struct str_list gids;
};

#define AT(field) offsetof(struct exec_command_options, field)

/* clang-format off */
static const struct option rows[] = {
	{ "additional-gids", 'g', OPTION_LIST, AT(gids), "GID",
	  "add a supplementary group", NULL },
	{ "apparmor", 0, OPTION_STRING, AT(o.apparmor), "PROFILE",
	  "AppArmor profile of the program", NULL },
	{ "cap", 'c', OPTION_LIST, AT(o.caps), "NAME",
	  "add a capability, such as CAP_KILL", NULL },
	{ "cgroup", 0, OPTION_LIST, AT(o.cgroups), "[NAME[,NAME]...:]PATH",
	  "child of the container's cgroup to run in", NULL },
	{ "console-socket", 0, OPTION_STRING, AT(o.common.console_socket), "PATH",
	  "unix socket that receives the terminal", NULL },
	{ "cwd", 0, OPTION_STRING, AT(o.cwd), "DIR",
	  "working directory", NULL },
	{ "detach", 'd', OPTION_FLAG, AT(o.detach), NULL,
	  "return once the program runs", NULL },
	{ "env", 'e', OPTION_LIST, AT(o.env), "NAME=VALUE",
	  "add an environment variable", NULL },
	{ "ignore-paused", 0, OPTION_FLAG, AT(o.ignore_paused), NULL,
	  "wait until a paused container is resumed", NULL },
	{ "no-new-privs", 0, OPTION_FLAG, AT(o.no_new_privs), NULL,
	  "set no_new_privs: execve(2) grants no privileges", NULL },
	{ "pid-file", 0, OPTION_STRING, AT(o.common.pid_file), "FILE",
	  "write the pid of the program to FILE", NULL },
	{ "pidfd-socket", 0, OPTION_STRING, AT(o.common.pidfd_socket), "PATH",
	  "unix socket that receives the pidfd of the program", NULL },
	{ "preserve-fds", 0, OPTION_UINT, AT(o.common.preserve_fds), "N",
	  "pass file descriptors 3 to 2+N to the program", NULL },
	{ "process", 'p', OPTION_STRING, AT(o.process), "FILE",
	  "JSON file in the form of process in config.json", NULL },
	{ "process-label", 0, OPTION_STRING, AT(o.process_label), "LABEL",
	  "SELinux label of the program", NULL },
	{ "tty", 't', OPTION_FLAG, AT(o.tty), NULL,
	  "allocate a terminal for the program", NULL },
	{ "user", 'u', OPTION_STRING, AT(user), "UID[:GID]",
	  "user, and optionally group, of the program", NULL },
};
/* clang-format on */

/* The kernel takes (uid_t)-1 as "do not change", so UINT32_MAX is not a valid id. */
static bool read_id(const uint32_t **ret, const char *text, struct arena *a, struct err *e)
{
	uint32_t *id = arena_alloc(a, sizeof(*id));
	uint64_t n;

	if (!parse_u64(text, UINT32_MAX - 1, &n, e))
		return false;
	*id = (uint32_t)n;
	*ret = id;
	return true;
}

static bool read_user(struct exec_options *o, const char *user, struct arena *a, struct err *e)
{
	const char *colon = user ? strchr(user, ':') : NULL;
	const char *uid = colon ? arena_strndup(a, user, (size_t)(colon - user)) : user;

	if (!user)
		return true;
	return (read_id(&o->uid, uid, a, e) && (!colon || read_id(&o->gid, colon + 1, a, e))) ||
	       fail_in(e, "option --user");
}

static bool read_gids(
	struct u32_list *out, const struct str_list *gids, struct arena *a, struct err *e)
{
	uint32_t *v = arena_array(a, gids->n, sizeof(*v));
	const uint32_t *id;

	for (size_t i = 0; i < gids->n; i++) {
		if (!read_id(&id, gids->v[i], a, e))
			return fail_in(e, "option --additional-gids");
		v[i] = *id;
	}
	*out = (struct u32_list){.v = v, .n = gids->n};
	return true;
}

static bool exec_run(struct invocation *in, struct err *e)
{
	const struct exec_command_options *given = in->options;
	struct exec_options o = given->o;

	o.common.id = in->id;
	o.args = in->operands;
	if (o.process && o.args.n > 0)
		return fail(e, "exec: a program is given both by --process and as an argument");
	if (!o.process && o.args.n == 0)
		return fail(
			e, "exec: a program is missing; give one after the id, or use --process");
	if (!read_user(&o, given->user, in->rt->arena, e) ||
		!read_gids(&o.additional_gids, &given->gids, in->rt->arena, e))
		return fail_in(e, "exec");
	return runtime_exec(in->rt, &o, &in->status, e);
}

const struct command exec_command = {
	.name = "exec",
	.summary = "Run another program in a container",
	.synopsis = "ID [PROGRAM [ARGUMENT]...]",
	.needs = NEEDS_ID | NEEDS_ROOT | NEEDS_SEAL,
	.min = 1,
	.max = INT32_MAX,
	.rule = OPERANDS_END_OPTIONS,
	.options = OPTIONS(rows),
	.size = sizeof(struct exec_command_options),
	.failure = 255,
	.run = exec_run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands; finding and running a command. */
#include "brig/cmd/command.h"

#include <unistd.h>

#include "brig/cmd/global.h"
#include "brig/cmd/help.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"
#include "brig/sys/file.h"
#include "brig/sys/process.h"
#include "suggest.h"
#include "table.h"

/* In the order that help prints: commands for a container by its life cycle, then the others. */
static const struct command *const commands[] = {
	&create_command,
	&start_command,
	&run_command,
	&exec_command,
	&state_command,
	&kill_command,
	&update_command,
	&pause_command,
	&resume_command,
	&delete_command,
	&list_command,
	&ps_command,
	&events_command,
	&spec_command,
	&check_command,
	&plan_command,
	&features_command,
	&help_command,
	&version_command,
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

const struct command *command_at(size_t i)
{
	return i < COMMANDS ? commands[i] : NULL;
}

static const char *command_name(const void *table, size_t i)
{
	(void)table;
	return i < COMMANDS ? commands[i]->name : NULL;
}

const struct command *command_find(const char *name, struct err *e)
{
	const char *near;

	for (size_t i = 0; i < COMMANDS; i++)
		if (str_eq(commands[i]->name, name))
			return commands[i];
	near = suggest(name, command_name, NULL);
	return fail_null(near ? fail(e, "unknown command %s; did you mean %s?", name, near)
			      : fail(e, "unknown command %s; see brig --help", name));
}

bool print(const char *text, struct err *e)
{
	return sys_write_all(STDOUT_FILENO, text, strlen(text), "standard output", e);
}

static bool check_operand_count(const struct command *c, size_t n, struct err *e)
{
	if (n < c->min)
		return fail(e, "an argument is missing; usage: brig %s [OPTION]... %s", c->name,
			c->synopsis);
	if (n > c->max && c->max == 0)
		return fail(e, "takes no arguments");
	if (n > c->max)
		return fail(e, "too many arguments; usage: brig %s [OPTION]... %s", c->name,
			c->synopsis);
	return true;
}

/* Moves the first operand to in->id, and checks it. */
static bool take_id(struct invocation *in, struct err *e)
{
	in->id = arena_strdup(in->rt->arena, in->operands.v[0]); /* sys_args_wipe_copies() */
	in->operands.v++;
	in->operands.n--;
	return container_id_check(in->id, e);
}

static bool parse_command_line(const struct command *c, const char *const argv[],
	struct invocation *in, bool *help, struct err *e)
{
	void *options = arena_alloc(in->rt->arena, c->size + 1);
	struct parsed parsed;

	if (!options_parse(&c->options, c->rule, argv, options, in->rt->arena, &parsed, e)) {
		if (parsed.unknown && option_find(&global_options, parsed.unknown))
			return fail(e, "--%s is a global option; it belongs before the command",
				parsed.unknown);
		return false;
	}
	*help = parsed.help;
	in->options = options;
	in->operands = parsed.operands;
	if (parsed.help)
		return true;
	return check_operand_count(c, parsed.operands.n, e) &&
	       (!(c->needs & NEEDS_ID) || take_id(in, e));
}

bool command_run(const struct command *c, const char *const argv[], struct runtime *rt, int *status,
	struct err *e)
{
	struct invocation in = {.rt = rt};
	bool help = false;

	*status = c->failure ? c->failure : 1;
	if (!parse_command_line(c, argv, &in, &help, e))
		return fail_in(e, "%s", c->name);
	/* A write error (SIGPIPE, SIGXFSZ) must not end the runtime before it has rolled back and
	 * reported the error. */
	if (c->needs & NEEDS_ID)
		sys_ignore_write_signals();
	if (help ? !print(command_help(c, rt->arena), e) : !c->run(&in, e))
		return false;
	*status = in.status;
	return true;
}

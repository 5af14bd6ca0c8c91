/* SPDX-License-Identifier: Apache-2.0 */
/* brig help, brig --help and brig COMMAND --help. */
#include "brig/cmd/help.h"

#include "brig/cmd/global.h"
#include "table.h"

const char *command_help(const struct command *c, struct arena *a)
{
	struct str s = {.arena = a};

	str_addf(&s, "Usage: brig [GLOBAL OPTION]... %s [OPTION]...%s%s\n\n", c->name,
		*c->synopsis ? " " : "", c->synopsis);
	str_addf(&s, "%s.\n\nOptions:\n", c->summary);
	options_help(&c->options, &s);
	str_addf(&s, "\nSee also brig-%s(1); brig --help shows the global options.\n", c->name);
	return str_text(&s);
}

const char *global_help(struct arena *a)
{
	struct str s = {.arena = a};
	const struct command *c;

	str_add(&s, "Usage: brig [GLOBAL OPTION]... COMMAND [OPTION]... [ARGUMENT]...\n\n"
		    "Runs OCI containers on Linux.\n\nCommands:\n");
	for (size_t i = 0; (c = command_at(i)); i++)
		str_addf(&s, "  %-10s %s\n", c->name, c->summary);
	str_add(&s, "\nGlobal options:\n");
	options_help(&global_options, &s);
	str_add(&s, "\nbrig COMMAND --help shows the options of a command. See also brig(1).\n");
	return str_text(&s);
}

static bool help_run(struct invocation *in, struct err *e)
{
	const struct command *c;

	if (in->operands.n == 0)
		return print(global_help(in->rt->arena), e);
	c = command_find(in->operands.v[0], e);
	return c && print(command_help(c, in->rt->arena), e);
}

const struct command help_command = {
	.name = "help",
	.summary = "Show the commands, or the options of one of them",
	.synopsis = "[COMMAND]",
	.max = 1,
	.run = help_run,
};

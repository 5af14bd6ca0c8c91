/* SPDX-License-Identifier: Apache-2.0 */
/* Parses the global options, runs the command, and logs its error. */
#include <unistd.h>

#include "brig/base/fault.h"
#include "brig/cmd/command.h"
#include "brig/cmd/global.h"
#include "brig/launch/exe-seal.h"
#include "brig/sys/args.h"
#include "brig/sys/file.h"
#include "brig/sys/hide.h"

static bool dispatch(const struct global_options *g, const struct parsed *p, struct arena *a,
	char *const *argv, int *status, struct err *e)
{
	const char *const *words = p->operands.v;
	struct runtime rt = global_runtime(g, a);
	const struct command *c;

	*status = 0;
	if (g->version)
		return print(version_text(a), e);
	if (p->help || p->operands.n == 0)
		return print(global_help(a), e);
	*status = 1;
	c = command_find(words[0], e);
	if (!c || ((c->needs & NEEDS_SEAL) && !exe_seal(argv, &rt.self, e)) ||
		((c->needs & NEEDS_ROOT) && !global_root(g, &rt, e)))
		return false;
	return command_run(c, words + 1, &rt, status, e);
}

int main(int argc, char **argv)
{
	struct global_options g = {.log_level = LOG_WARNING};
	autoarena struct arena a = {0};
	struct parsed p = {0};
	struct err e, log_failure;
	int status = 1;
	bool parsed, done;

	if (argc < 1)
		return 1;
	/* Becomes a hidden process. global_root() reverses that when the user is root of a user
	 * namespace only. */
	if (geteuid() == 0 && !sys_hide(&e)) {
		log_error(&e);
		return 1;
	}
	argv = sys_args_copy(&a, argc, argv);
	fault_init();
	if (!sys_fill_stdio(&e)) {
		log_error(&e);
		return 1;
	}
	parsed = options_parse(&global_options, OPERANDS_END_OPTIONS, (const char *const *)argv + 1,
		&g, &a, &p, &e);
	/* The log is opened before a wrong option is reported: an engine reads the error there. */
	if (!global_log(&g, &log_failure)) {
		log_error(&log_failure);
		return 1;
	}
	done = parsed && dispatch(&g, &p, &a, argv, &status, &e);
	if (!done)
		log_error(&e);
	log_close();
	return done || status ? status : 1;
}

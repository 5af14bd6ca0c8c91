/* SPDX-License-Identifier: Apache-2.0 */
/* brig ps: the host's ps(1), but for the processes of one container. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/exec.h"
#include "brig/sys/file.h"
#include "brig/sys/process.h"
#include "filter.h"
#include "format.h"
#include "look.h"
#include "table.h"

struct ps_options {
	enum output_format format;
};

/* clang-format off */
static const struct option rows[] = {
	{ "format", 'f', OPTION_WORD, offsetof(struct ps_options, format), NULL,
	  "how to print (table)", &table_or_json },
};
/* clang-format on */

enum { OUTPUT_MAX = 64 << 20 };

/* What ps(1) and locale(7) say that it looks at. */
static const char *const variables[] = {
	"CMD_ENV",
	"COLUMNS",
	"I_WANT_A_BROKEN_PS",
	"LANG",
	"LC_ALL",
	"LC_CTYPE",
	"LC_MESSAGES",
	"LC_NUMERIC",
	"LC_TIME",
	"LIBPROC_HIDE_KERNEL",
	"LINES",
	"POSIX2",
	"POSIXLY_CORRECT",
	"PS_COLORS",
	"PS_FORMAT",
	"PS_PERSONALITY",
	"TZ",
	"UNIX95",
	"_XPG",
};

/* Runs ps with its standard output in the memory file. */
static bool run_ps(char *const *argv, char *const *envp, int output, struct err *e)
{
	static const char *const paths[] = {"/usr/bin/ps", "/bin/ps"};
	struct sys_child child;
	int status;

	if (!sys_clone(0, -1, &child, e))
		return false;
	if (child.pid == 0) {
		dup2(output, STDOUT_FILENO);
		for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
			if (sys_exec(paths[i], argv, envp, e))
				break;
		_exit(127);
	}
	if (!sys_wait(&child, -1, &status, e))
		return fd_close(&child.pidfd), false;
	fd_close(&child.pidfd);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return fail(e, "ps: neither /usr/bin/ps nor /bin/ps can be executed");
	/* ps(1) has said on standard error what is wrong with its options. */
	return status == 0 ? true : fail(e, "ps: %s failed", paths[0]);
}

static bool print_table(const struct invocation *in, const struct pid_list *pids, struct err *e)
{
	static char name[] = "ps", all[] = "-ef";
	struct arena *a = in->rt->arena;
	static const char said[] = "output of ps";
	autoclose int output = sys_memfd("ps", e);
	char **argv = arena_array(a, in->operands.n + 3, sizeof(*argv));
	char **envp = sys_environment(a, variables, sizeof(variables) / sizeof(variables[0]));
	const char *text;
	size_t size;

	argv[0] = name;
	argv[1] = all;
	for (size_t i = 0; i < in->operands.n; i++)
		argv[i + 1] = arena_strdup(a, in->operands.v[i]);
	if (output < 0 || !run_ps(argv, envp, output, e) || !sys_seek(output, 0, said, e))
		return false;
	text = sys_read_fd(a, output, said, OUTPUT_MAX, &size, e);
	text = text ? ps_filter(text, pids, a, e) : NULL;
	return text && print(text, e);
}

static bool print_json(struct arena *a, const struct pid_list *pids, struct err *e)
{
	struct str s = {.arena = a};

	for (size_t i = 0; i < pids->n; i++)
		str_addf(&s, "%s%d", i > 0 ? "," : "", pids->v[i]);
	return print(arena_printf(a, "[%s]\n", str_text(&s)), e);
}

static bool ps_run(struct invocation *in, struct err *e)
{
	const struct ps_options *o = in->options;
	autocontainer struct container c = NO_CONTAINER;
	struct arena *a = in->rt->arena;
	struct pid_list pids;

	if (!look_at(&c, in->rt, in->id, e) || !container_processes(&c, a, &pids, e))
		return false;
	return o->format == FORMAT_JSON ? print_json(a, &pids, e) : print_table(in, &pids, e);
}

const struct command ps_command = {
	.name = "ps",
	.summary = "List the processes of a container",
	.synopsis = "ID [PS OPTION]...",
	.needs = NEEDS_ID | NEEDS_ROOT,
	.min = 1,
	.max = 1024,
	.rule = OPERANDS_END_OPTIONS,
	.options = OPTIONS(rows),
	.size = sizeof(struct ps_options),
	.run = ps_run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* brig ps: the output of the host's ps(1) for the processes of one container. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/launch/container-status.h"
#include "brig/sys/descriptor.h"
#include "brig/sys/exec.h"
#include "brig/sys/file.h"
#include "brig/sys/process.h"
#include "format.h"
#include "open-container.h"
#include "ps-filter.h"
#include "table.h"

struct ps_options {
	enum output_format format;
};

/* clang-format off */
static const struct option rows[] = {
	{ "format", 'f', OPTION_WORD, offsetof(struct ps_options, format), NULL,
	  "output format (table)", &table_or_json },
};
/* clang-format on */

enum { CHUNK_BYTES = 65536, PIDS_MAX_FOR_P_OPTION = 4096 };

/* The environment variables that ps(1) and locale(7) document. */
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

static _Noreturn void exec_ps(char *const *argv, char *const *envp, int output)
{
	static const char *const paths[] = {"/usr/bin/ps", "/bin/ps"};
	struct err e;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (!sys_set_stdout(output, &e) || sys_exec(paths[i], argv, envp, &e))
			break;
	_exit(127);
}

/* Prints the filtered output while ps(1) writes it, so that its size does not matter. */
static bool copy_output(int from, struct ps_filter *f, struct arena *a, bool *began, struct err *e)
{
	char *bytes = arena_alloc(a, CHUNK_BYTES);
	struct str out = {.arena = a};
	ssize_t n;

	while ((n = sys_read_part(from, bytes, CHUNK_BYTES, "the output of ps", e)) != 0) {
		if (n < 0)
			return false;
		*began = true;
		if (!ps_filter(f, bytes, (size_t)n, &out, e) || !print(str_text(&out), e))
			return false;
		out.n = 0;
		str_add(&out, "");
	}
	return ps_filter_end(f, &out, e) && print(str_text(&out), e);
}

static bool check_exit(const struct sys_child *child, bool copied, bool began, struct err *e)
{
	struct err why;
	int status;

	if (!sys_wait(child, -1, &status, &why)) {
		*e = why;
		return false;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return fail(e, "ps: neither /usr/bin/ps nor /bin/ps can be executed");
	if (!copied && (status == 0 || began))
		return false; /* ps(1) may have ended because copy_output() stopped reading */
	/* ps(1) itself reports errors in its options on standard error. */
	return status == 0 ? true : fail(e, "ps: /usr/bin/ps failed");
}

/* Runs ps(1) and prints the lines of pids. *began: ps(1) has written something. */
static bool run_ps(
	char *const *argv, const struct pid_list *pids, struct arena *a, bool *began, struct err *e)
{
	char **envp = sys_environment(a, variables, sizeof(variables) / sizeof(variables[0]));
	struct ps_filter *f = arena_alloc(a, sizeof(*f));
	struct sys_child child;
	int pipe_fds[2];
	bool ok;

	f->pids = pids;
	*began = false;
	if (!sys_pipe(pipe_fds, e))
		return false;
	ok = sys_clone(0, -1, &child, e);
	if (ok && child.pid == 0)
		exec_ps(argv, envp, pipe_fds[1]);
	fd_close(&pipe_fds[1]);
	if (ok) {
		ok = copy_output(pipe_fds[0], f, a, began, e);
		fd_close(&pipe_fds[0]);
		ok = check_exit(&child, ok, *began, e);
		fd_close(&child.pidfd);
	}
	fd_close(&pipe_fds[0]);
	return ok;
}

/* Runs ps(1) with the option -p, so that it does not read the processes of other containers. The
 * list includes the runtime's own pid, so that ps(1) finds a process even when those of the
 * container have just ended. */
static bool run_ps_for(const struct pid_list *pids, struct arena *a, bool *began, struct err *e)
{
	static char name[] = "ps", full[] = "-f", only[] = "-p";
	struct str list = {.arena = a};
	char *argv[] = {name, full, only, NULL, NULL};

	str_addf(&list, "%d", getpid());
	for (size_t i = 0; i < pids->n; i++)
		str_addf(&list, ",%d", pids->v[i]);
	argv[3] = list.p;
	return run_ps(argv, pids, a, began, e);
}

static bool print_table(const struct invocation *in, const struct pid_list *pids, struct err *e)
{
	static char name[] = "ps", all[] = "-ef";
	struct arena *a = in->rt->arena;
	char **argv = arena_array(a, in->operands.n + 3, sizeof(*argv));
	bool began;

	if (in->operands.n == 0 && pids->n <= PIDS_MAX_FOR_P_OPTION) {
		if (run_ps_for(pids, a, &began, e))
			return true;
		if (began) /* otherwise this ps(1) may not support -p */
			return false;
	}
	argv[0] = name;
	argv[1] = all;
	for (size_t i = 0; i < in->operands.n; i++)
		argv[i + 1] = arena_strdup(a, in->operands.v[i]);
	return run_ps(argv, pids, a, &began, e);
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

	if (!container_open_record(&c, in->rt, in->id, e) || !container_processes(&c, a, &pids, e))
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

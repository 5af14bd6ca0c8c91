/* SPDX-License-Identifier: Apache-2.0 */
/* Searches for the program in PATH and executes it. */
#include "brig/process/program-exec.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/exec.h"
#include "brig/sys/file.h"
#include "diagnose.h"

/* Makes an absolute path: execve(2) would take a relative one relative to cwd. */
static bool join(
	char out[PATH_MAX], const char *cwd, const char *dir, size_t dir_n, const char *name)
{
	size_t used = 0;

	if (*(dir_n > 0 ? dir : name) != '/') {
		used = str_put(out, PATH_MAX, used, cwd, strlen(cwd));
		used = str_put(out, PATH_MAX, used, "/", 1);
	}
	if (dir_n > 0) {
		used = str_put(out, PATH_MAX, used, dir, dir_n);
		used = str_put(out, PATH_MAX, used, "/", 1);
	}
	return str_put(out, PATH_MAX, used, name, strlen(name)) < PATH_MAX;
}

/* The paths to try: the name itself when it has a slash, otherwise one in each directory of search.
 */
struct candidates {
	const struct program_plan *p;
	const char *rest; /* of search; NULL at the end */
	bool named;       /* the name has a slash */
};

static struct candidates candidates_of(const struct program_plan *p)
{
	bool named = strchr(p->args[0], '/');

	return (struct candidates){p, named ? "" : p->search, named};
}

static bool next_candidate(struct candidates *c, char path[PATH_MAX])
{
	while (c->rest) {
		const char *dir = c->rest;
		size_t n = strcspn(dir, ":");

		c->rest = dir[n] == ':' ? dir + n + 1 : NULL;
		if (join(path, c->p->cwd, dir, n, c->p->args[0]))
			return true;
	}
	return false;
}

/* The error text of ENOENT is in lower case for the reason that lower_case_errno() states. */
static bool not_found(const struct program_plan *p, bool named, struct err *e)
{
	if (named)
		err_set(e, 0, "executable file `%s` not found: no such file or directory",
			p->args[0]);
	else
		err_set(e, 0,
			"executable file `%s` not found in $PATH: no such file or directory "
			"(PATH is %s)",
			p->args[0], p->search);
	e->code = ENOENT;
	return false;
}

static bool exists(int root, const char *path)
{
	struct err ignored;
	autoclose int fd = sys_open_in_root(root, path, O_PATH, 0, 0, &ignored);

	return fd >= 0;
}

/* Explains why no candidate could be executed. A file that exists and cannot be executed is a
 * better reason than a missing one; the first such file counts, as in execvp(3). culprit is the
 * first candidate that failed with another error than ENOENT and ENOTDIR, which is code; 0: there
 * is none. */
static bool explain(const struct program_plan *p, const struct candidates *culprit, int code,
	char path[PATH_MAX], struct err *e)
{
	struct candidates c = candidates_of(p);
	struct err ignored;
	autoclose int root = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, &ignored);
	const char *at = c.rest;

	for (; next_candidate(&c, path); at = c.rest) {
		if (code != 0 && at == culprit->rest)
			return diagnose(root, path, code, e);
		if (exists(root, path))
			return diagnose(root, path, ENOENT, e);
	}
	return not_found(p, c.named, e);
}

/* Makes no system call but execve(2) while that may succeed: a seccomp filter is loaded. */
bool program_exec(const struct program_plan *p, struct err *e)
{
	char path[PATH_MAX];
	struct candidates c, now, culprit;
	int code = 0;

	if (!p->args)
		return fail(e, "process: required to start the container, but missing");
	c = now = culprit = candidates_of(p);
	for (; next_candidate(&c, path); now = c) {
		if (sys_exec(path, p->args, p->env, e))
			return true;
		if (code == 0 && e->code != ENOENT && e->code != ENOTDIR) {
			code = e->code;
			culprit = now;
		}
		if (e->code != ENOENT && e->code != EACCES && e->code != ENOTDIR)
			break;
	}
	return explain(p, &culprit, code, path, e);
}

/* The errno that execve(2) of a file would give; 0: it would succeed. */
typedef int exec_test(int root, const char *path);

static int open_file(int root, const char *path, struct stat *st, struct err *why)
{
	autoclose int fd = sys_open_in_root(root, path, O_PATH, 0, 0, why);

	if (fd >= 0 && fstat(fd, st) < 0)
		return fail_fd(fail_errno(why, "%s", path));
	if (fd < 0 && why->code == ENOTDIR)
		why->code = ENOENT;
	return fd_take(&fd);
}

/* Looks at the file's mode alone: the user of the program is not the current one. */
static int test_mode(int root, const char *path)
{
	struct stat st;
	struct err why;
	autoclose int fd = open_file(root, path, &st, &why);

	if (fd < 0)
		return why.code;
	return S_ISREG(st.st_mode) && st.st_mode & 0111 ? 0 : EACCES;
}

/* With the rights of the current user. Any other errno, such as ELOOP of a magic link, counts as
 * success: execve(2) decides. */
static int test_access(int root, const char *path)
{
	struct stat st;
	struct err why;
	autoclose int fd = open_file(root, path, &st, &why);

	if (fd < 0)
		return why.code == ENOENT || why.code == EACCES ? why.code : 0;
	if (!S_ISREG(st.st_mode))
		return EACCES;
	return sys_may_execute(fd, path, &why) || why.code != EACCES ? 0 : EACCES;
}

static bool find(
	const struct program_plan *p, int root, exec_test *test, char path[PATH_MAX], struct err *e)
{
	struct candidates c = candidates_of(p), now = c, culprit = c;
	int code = 0;

	for (; next_candidate(&c, path); now = c) {
		int why = test(root, path);

		if (why == 0)
			return true;
		if (code == 0 && why != ENOENT) {
			code = why;
			culprit = now;
		}
	}
	return code != 0 && next_candidate(&culprit, path) ? diagnose(root, path, code, e)
							   : not_found(p, c.named, e);
}

const char *program_find(const struct program_plan *p, int root, struct arena *a, struct err *e)
{
	char path[PATH_MAX];

	if (!p->args)
		return fail_null(fail(e, "process: missing"));
	return find(p, root, test_mode, path, e) ? arena_strdup(a, path) : NULL;
}

bool program_check(const struct program_plan *p, int root, struct err *e)
{
	char path[PATH_MAX];

	return !p->args || find(p, root, test_access, path, e);
}

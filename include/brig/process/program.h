/* SPDX-License-Identifier: Apache-2.0 */
/* The program: arguments, environment, working directory, finding it and executing it. */
#ifndef BRIG_PROCESS_PROGRAM_H
#define BRIG_PROCESS_PROGRAM_H

#include <limits.h>
#include <sys/types.h>

#include "brig/base/report.h"

struct printer;
struct oci_process;

struct program_plan {
	char *const *args; /* NULL-terminated, args[0] is what is looked for; NULL: no process */
	char **env;        /* NULL-terminated, with room for one more (HOME) */
	size_t env_n;
	const char *cwd;
	const char *search; /* PATH as execvp(3) takes it: from env, else /bin:/usr/bin */
	bool needs_home;    /* env has no HOME */
	bool cwd_stays;     /* a missing cwd is an error, it is not made: for exec */
	uid_t uid;
	char home[PATH_MAX + 8]; /* where program_home() builds "HOME=..." */
};

/* p may be NULL (the spec asks for a process only at start): then args is NULL and apply functions
 * succeed without doing anything, but for program_exec(). Refuses: no args, an empty args[0], a cwd
 * that is not absolute, an environment entry without a name or '='. Of several entries with one
 * name the last is kept, at the place of the first. Paths begin with "process". */
bool program_plan(
	struct program_plan *out, const struct oci_process *p, struct report *r) must_check;

/* Adds HOME to env when it is missing: the sixth field of the first line of /etc/passwd, found
 * beneath the directory root (a descriptor of the container's root), whose third field is the uid;
 * "/" when there is none or no such file. Only regular files are read, at most 1 MiB, in constant
 * memory; malformed lines are passed over. Fails only when reading itself fails. */
bool program_home(struct program_plan *p, int root, struct err *e) must_check;

/* Changes to cwd, as the present user; makes it (mode 0755, parents too, owned by the present user)
 * when it is missing, unless cwd_stays. Magic links of procfs are not followed, and after it
 * getcwd(2) must succeed with an absolute path: a directory outside of the root, reached by a
 * leaked descriptor such as /proc/self/fd/7, is an error (CVE-2024-21626). Call it as root first
 * with entered, which then says whether it was: a failure for want of permission is passed over, as
 * the user may be allowed what root is not (NFS); then again as the container's user with NULL. */
bool program_cwd(const struct program_plan *p, bool *entered, struct err *e) must_check;

/* execve(2) of the program; returns (false) only on failure. args[0] with a slash is taken as it
 * is, otherwise each directory of search is tried in order, as execvp(3) does, except that a script
 * without "#!" is not handed to a shell. What is wrong is then looked for, and named:
 *
 *	executable file `X` not found in $PATH: No such file or directory (PATH is /bin)
 *	exec /x: its interpreter /bin/bash is missing: No such file or directory   (script or ELF)
 *	exec /x: its first line ends in CR LF, so that its interpreter is "/bin/sh\r": ...
 *	exec /x: not executable, its mode is 0644: Permission denied
 *	exec /x: it is on a filesystem mounted noexec: Permission denied
 *	exec /x: it is a directory: Permission denied
 *	exec /x: it is an ELF file for aarch64, this machine is x86_64: Exec format error
 *	exec /x: it is neither an ELF file nor a script with #! ...: Exec format error
 *
 * e->code is the errno: ENOENT asks for exit status 127, anything else for 126. */
bool program_exec(const struct program_plan *p, struct err *e) must_check;

/* For create: program_exec() has something to execute, as far as that can be said now and by the
 * present user beneath the descriptor root; else its error. What only execve(2) can tell, such as
 * whether there is an interpreter for the file, is not asked. */
bool program_check(const struct program_plan *p, int root, struct err *e) must_check;

/* For `plan`: the path, as seen inside, of what program_exec() would execute,
 * looked for beneath the descriptor root. NULL with the text that program_exec() would give when
 * there is none. */
const char *program_find(
	const struct program_plan *p, int root, struct arena *a, struct err *e) must_check;

void program_show(const struct program_plan *p, struct printer *d);

#endif

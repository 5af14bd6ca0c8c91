/* SPDX-License-Identifier: Apache-2.0 */
/* The program of the process: arguments, environment, working directory (config.md Process). */
#ifndef BRIG_PROCESS_PROGRAM_H
#define BRIG_PROCESS_PROGRAM_H

#include <limits.h>
#include <sys/types.h>

#include "brig/base/report.h"

struct printer;
struct oci_process;

struct program_plan {
	char *const *args; /* NULL-terminated; args[0] is the program. NULL: no process */
	char **env;        /* NULL-terminated, with room for one more entry (HOME) */
	size_t env_n;
	const char *cwd;
	const char *search; /* PATH as execvp(3) takes it: from env, else /bin:/usr/bin */
	bool needs_home;    /* env has no HOME, or an empty one */
	bool cwd_stays;     /* exec: a missing cwd is an error; otherwise it is made */
	uid_t uid;
	char home[PATH_MAX + 8]; /* program_home() writes "HOME=..." here */
};

/* p may be NULL (the spec requires a process only at start): then args is NULL, and apply functions
 * do nothing and succeed, but program_exec() fails. Refuses: no args, an empty args[0], a cwd that
 * is not absolute, an environment entry without a name or '='. Of several entries with one name the
 * last one is kept, at the place of the first. */
bool program_plan(
	struct program_plan *out, const struct oci_process *p, struct report *r) must_check;

/* Adds HOME to env when it is missing: the sixth field of the first line of /etc/passwd, beneath
 * the directory root (a descriptor of the container's root), whose third field is the uid; "/" when
 * there is no such line or file. Reads only a regular file, at most 1 MiB, in constant memory;
 * skips malformed lines. Fails only when read(2) fails. */
bool program_home(struct program_plan *p, int root, struct err *e) must_check;

/* Changes the working directory to cwd, with the rights of the current user; makes it when it is
 * missing, unless cwd_stays (mode 0755, parents too, owned by the current user). Magic links of
 * procfs are an error, and getcwd(2) must then return an absolute path: a directory outside of the
 * root, reached by a leaked descriptor such as /proc/self/fd/7, is an error (CVE-2024-21626). The
 * caller calls it as root first with entered, which returns whether it succeeded: EACCES is then no
 * error, as the container's user may have rights that root lacks (NFS). After the change of user
 * the caller calls it again with NULL. */
bool program_cwd(const struct program_plan *p, bool *entered, struct err *e) must_check;

void program_show(const struct program_plan *p, struct printer *d);

#endif

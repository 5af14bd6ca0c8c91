/* SPDX-License-Identifier: Apache-2.0 */
/* Running another program until it ends: hooks, newuidmap(1), the helper program. */
#ifndef BRIG_SYS_SUBPROCESS_H
#define BRIG_SYS_SUBPROCESS_H

#include <stddef.h>

#include "brig/base/err.h"

/* Restrictions for the program from its first instruction on. apply() runs in the child of
 * vfork(2) as the last step before execve(2), with no open descriptor except the program's.
 * apply() may only make system calls that act on the calling process, and may write to no memory
 * except *e, and only on failure. Restrictions may include that all later system calls are
 * forbidden: the parent then learns of a failure from *e or from the signal that killed the child.
 */
struct sys_confinement {
	bool (*apply)(const void *with, struct err *e);
	const void *with;
	const char *words; /* for errors: "exec /bin/sh <words>: Operation not permitted" */
};

struct sys_subprocess {
	const char *path;  /* absolute: PATH is not searched */
	char *const *argv; /* NULL-terminated */
	char *const *envp; /* NULL-terminated; the whole environment */
	const char *input; /* standard input; NULL: /dev/null */
	const char *cwd;   /* NULL, or when it cannot be entered: the runtime's */
	int timeout_ms;    /* -1: none; afterwards SIGKILL to its process group */
	/* Descriptors, 0 for none: */
	int program;  /* the executable; path is then its name in errors */
	int input_fd; /* standard input, instead of input */
	int output;   /* standard output, instead of the runtime's */
	int extra;    /* becomes descriptor 3 of the program */
	bool patient; /* a signal to the runtime does not end the program */
	const struct sys_confinement *confinement; /* NULL: none */
};

/* Whether path is a file that this process may execute: access(2). */
bool sys_executable(const char *path);

/* At most this much of the end of standard error is part of an error, in bytes. */
enum { SYS_SUBPROCESS_TAIL = 1024 };

/* Runs the program by vfork(2) and execve(2), and waits by poll(2) of a pidfd. The program has its
 * own process group, no blocked or ignored signal, and no descriptors except the standard ones and
 * those in h; its standard output is the runtime's. Its standard input and error are memory files,
 * so that the program never blocks on a pipe or dies of SIGPIPE.
 *
 * Returns true when it exits with status 0, and then copies its standard error to the runtime's.
 * Otherwise e describes its end and its last lines: "exit status 3: no route", "killed by
 * SIGSEGV", "timed out after 5 s and was killed". SIGINT, SIGTERM, SIGHUP or SIGQUIT to the
 * runtime kills its process group and is an error (EINTR), unless h->patient. */
bool sys_subprocess_run(const struct sys_subprocess *h, struct err *e) must_check;

#endif

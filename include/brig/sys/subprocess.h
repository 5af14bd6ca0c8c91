/* SPDX-License-Identifier: Apache-2.0 */
/* Running another program to its end: hooks, newuidmap(1), and the like. */
#ifndef BRIG_SYS_SUBPROCESS_H
#define BRIG_SYS_SUBPROCESS_H

#include <stddef.h>

#include "brig/base/err.h"

/* What the program is held by from its first instruction on. apply() runs in the child of vfork(2)
 * as the last thing before execve(2), with no descriptor but the program's: it makes system calls
 * that act on the calling process alone, and writes to no memory but *e, and there only when it
 * fails. It may forbid every other call: what went wrong then is told by memory, or by the signal
 * that ended the child. */
struct sys_confinement {
	bool (*apply)(const void *with, struct err *e);
	const void *with;
	const char *words; /* for errors: "exec /bin/sh <words>: Operation not permitted" */
};

struct sys_subprocess {
	const char *path;  /* absolute: never looked for in PATH */
	char *const *argv; /* NULL-terminated */
	char *const *envp; /* NULL-terminated, and nothing else */
	const char *input; /* standard input; NULL: /dev/null */
	int timeout_ms;    /* -1: none; then SIGKILL to its process group, and reaped */
	/* Descriptors, 0 for none: */
	int program;  /* what is executed; path is then its name in errors */
	int input_fd; /* standard input, rather than a text */
	int output;   /* standard output, rather than ours */
	int extra;    /* the program has it as descriptor 3 */
	bool patient; /* a signal to us is no reason to end it */
	const struct sys_confinement *confinement; /* NULL: none */
};

/* Whether there is a file at path that we may execute. */
bool sys_executable(const char *path);

/* What it wrote to standard error, the end of it. */
enum { SYS_SUBPROCESS_TAIL = 1024 };

/* vfork(2), execve(2), poll(2) of a pidfd. The program has a process group of its own, no signal
 * blocked or ignored, and no descriptor but the three and what is given; its standard output is
 * ours. Standard input and error are memory files, so nobody waits for a reader or dies of SIGPIPE.
 * True when it exited with status 0: then its standard error is copied to ours. Otherwise e says
 * how it ended and the last lines it wrote: "exit status 3: no route", "killed by SIGSEGV", "no end
 * after 5000 ms, killed". SIGINT, SIGTERM, SIGHUP or SIGQUIT to us kills its process group, and is
 * an error (code EINTR), unless we are patient. */
bool sys_subprocess_run(const struct sys_subprocess *h, struct err *e) must_check;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Fault points. */
#include "brig/base/fault.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "brig/base/str.h"

/* Copies, because children wipe their environment. */
static struct {
	pid_t runtime;
	char fail[32], kill[32], stop[32];
} requested;

static void read_variable(const char *variable, char ret[32])
{
	const char *value = getenv(variable);

	snprintf(ret, sizeof(requested.fail), "%s", value ? value : "");
}

void fault_init(void)
{
	requested.runtime = getpid();
	read_variable("BRIG_FAULT", requested.fail);
	read_variable("BRIG_FAULT_KILL", requested.kill);
	read_variable("BRIG_FAULT_STOP", requested.stop);
}

bool fault_before(const char *step, struct err *e)
{
	return str_eq(requested.fail, step) && !fail(e, "made to fail at step %s", step);
}

void fault_after(const char *step)
{
	if (!str_eq(requested.kill, step))
		return;
	raise(SIGKILL);
	_exit(EXIT_FAILURE); /* SIGKILL does not end a process 1 that sends it to itself */
}

/* The signal is blocked and waited for, because process 1 of a pid namespace ignores a signal that
 * it neither blocks nor handles. */
void fault_stop(const char *name)
{
	char stopped[16] = "=", before[16] = "";
	sigset_t go, old;

	/* Without a request no system call is made: the seccomp filter may be loaded. */
	if (!(str_eq(requested.stop, "all") || str_eq(requested.stop, name)) ||
		getpid() == requested.runtime)
		return;
	prctl(PR_GET_NAME, before);
	strncat(stopped, name, sizeof(stopped) - 2);
	sigemptyset(&go);
	sigaddset(&go, SIGUSR2);
	sigprocmask(SIG_BLOCK, &go, &old);
	prctl(PR_SET_NAME, stopped);
	while (sigwaitinfo(&go, NULL) < 0)
		;
	prctl(PR_SET_NAME, before);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

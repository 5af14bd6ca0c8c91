/* SPDX-License-Identifier: Apache-2.0 */
/* Faults on demand. */
#include "brig/base/fault.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "brig/base/str.h"

/* Copies: the environment of our children does not last. */
static struct {
	pid_t runtime;
	char fail[32], kill[32], stop[32];
} wanted;

static void take(const char *variable, char ret[32])
{
	const char *value = getenv(variable);

	snprintf(ret, sizeof(wanted.fail), "%s", value ? value : "");
}

void fault_init(void)
{
	wanted.runtime = getpid();
	take("BRIG_FAULT", wanted.fail);
	take("BRIG_FAULT_KILL", wanted.kill);
	take("BRIG_FAULT_STOP", wanted.stop);
}

bool fault_before(const char *step, struct err *e)
{
	return str_eq(wanted.fail, step) && !fail(e, "made to fail at step %s", step);
}

void fault_after(const char *step)
{
	if (!str_eq(wanted.kill, step))
		return;
	raise(SIGKILL);
	_exit(EXIT_FAILURE); /* the first process of a pid namespace outlives that */
}

/* What is blocked reaches also the first process of a pid namespace, which has no handler. */
void fault_stop(const char *name)
{
	char stopped[16] = "=", before[16] = "";
	sigset_t go, old;

	/* No system call but where one is wanted: the filter may be loaded. */
	if (!(str_eq(wanted.stop, "all") || str_eq(wanted.stop, name)) ||
		getpid() == wanted.runtime)
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

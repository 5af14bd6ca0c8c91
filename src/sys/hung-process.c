/* SPDX-License-Identifier: Apache-2.0 */
/* The state of a process that does not make progress. */
#include "brig/sys/hung-process.h"

#include <stdio.h>
#include <string.h>

#include "brig/base/safe.h"
#include "brig/base/str.h"
#include "brig/sys/procfs.h"

const char *sys_doing(struct arena *a, pid_t pid)
{
	struct err ignored;
	struct str s = {.arena = a};
	char *stat = sys_procfs_read(a, pid, "stat", &ignored);
	const char *wchan = sys_procfs_read(a, pid, "wchan", &ignored);
	char *name = stat ? strchr(stat, '(') : NULL, *end = stat ? strrchr(stat, ')') : NULL;

	str_addf(&s, "%d", pid);
	if (name && end > name && end[1] == ' ') {
		*end = '\0';
		/* The process chooses its name, and the text goes to logs and terminals. */
		safe_text(name + 1, (size_t)(end - name - 1));
		str_addf(&s, " (%s, state %c", name + 1, end[2]);
		if (wchan && *wchan && *wchan != '0')
			str_addf(&s, ", in %s", wchan);
		str_add(&s, ")");
	}
	return str_text(&s);
}

bool sys_progressed(struct arena *a, pid_t pid, const char **last)
{
	struct err ignored;
	const char *stat = sys_procfs_read(a, pid, "stat", &ignored);
	const char *now = sys_procfs_read(a, pid, "schedstat", &ignored);
	const char *state = stat ? strrchr(stat, ')') : NULL;
	bool same = now && *last && str_eq(now, *last);

	*last = now;
	return !same || (state && str_starts(state, ") R"));
}

bool sys_stopped(struct arena *a, pid_t pid)
{
	struct err ignored;
	const char *stat = sys_procfs_read(a, pid, "stat", &ignored);
	const char *state = stat ? strrchr(stat, ')') : NULL;

	return state && str_starts(state, ") T");
}

void sys_stuck(struct err *e, pid_t pid)
{
	autoarena struct arena a = {0};
	size_t used = strlen(e->text);

	e->code = ETIMEDOUT;
	if (pid > 0)
		snprintf(
			e->text + used, sizeof(e->text) - used, ": process %s", sys_doing(&a, pid));
}

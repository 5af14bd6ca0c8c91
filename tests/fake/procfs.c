/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/procfs.h: /proc/PID/FILE is a file of fake_cgroup_file(). */
#include "brig/sys/procfs.h"

#include <stdio.h>

#include "brig/base/fd.h"
#include "cgroupfs.h"
#include "fake.h"

static int procfs = -1;

int sys_procfs(struct err *e)
{
	if (procfs < 0 && fake_call(e, "procfs"))
		procfs = fake_fd();
	return procfs;
}

int sys_procfs_kept(void)
{
	return -1;
}

void sys_procfs_close(void)
{
	fd_close(&procfs);
}

char *sys_procfs_read(struct arena *a, pid_t pid, const char *file, struct err *e)
{
	char p[64];
	const char *content;

	snprintf(p, sizeof(p), "/proc/%d/%s", pid, file);
	content = fake_cgroup_content(p);
	return content ? arena_strdup(a, content) : fail_null(fail_code(e, ENOENT, "open %s", p));
}

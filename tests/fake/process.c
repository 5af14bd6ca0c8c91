/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/process.h, as far as namespaces and cgroups need it, and of sys_executable(). */
#include "brig/sys/process.h"

#include <sched.h>
#include <string.h>

#include "brig/sys/subprocess.h"
#include "cgroupfs.h"
#include "fake.h"

/* The type is derived from the last part of the path, as in /proc/PID/ns. */
int sys_ns_type(int fd, const char *path, struct err *e)
{
	static const struct {
		const char *name;
		int flag;
	} kinds[] = {{"user", CLONE_NEWUSER}, {"pid", CLONE_NEWPID}, {"net", CLONE_NEWNET},
		{"mnt", CLONE_NEWNS}, {"uts", CLONE_NEWUTS}};
	const char *slash = strrchr(path, '/');

	(void)fd;
	if (!fake_call(e, "type of %s", path))
		return -1;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (slash && strcmp(slash + 1, kinds[i].name) == 0)
			return kinds[i].flag;
	return 0;
}

bool sys_setns(int fd, int kinds, const char *name, struct err *e)
{
	(void)fd;
	(void)kinds;
	return fake_call(e, "join %s", name);
}

bool sys_unshare(int flags, const char *name, struct err *e)
{
	(void)flags;
	return fake_call(e, "unshare %s", name);
}

bool sys_executable(const char *path)
{
	(void)path;
	return true;
}

int sys_pidfd_open(pid_t pid, struct err *e)
{
	(void)e;
	fake_cgroup_pid_opened(pid);
	return fake_fd();
}

bool sys_wait_end(int pidfd, int timeout_ms)
{
	(void)timeout_ms;
	return pidfd == FAKE_ENDED;
}

bool sys_pidfd_kill_if_alive(int pidfd, pid_t pid, int sig, struct err *e)
{
	(void)pidfd;
	return fake_call(e, "signal %d to %d", sig, pid);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/exec.h. */
#include "brig/sys/exec.h"

#include <stdio.h>

#include "creds.h"
#include "fake.h"

static const int *exec_codes;

void fake_exec_fails(const int *codes)
{
	exec_codes = codes;
}

bool sys_exec(const char *path, char *const *argv, char *const *envp, struct err *e)
{
	(void)argv;
	(void)envp;
	if (!fake_call(e, "exec %s", path))
		return false;
	return !exec_codes || !*exec_codes ? true : fail_code(e, *exec_codes++, "exec %s", path);
}

bool sys_may_execute(int fd, const char *path, struct err *e)
{
	(void)fd;
	return fake_call(e, "may-execute %s", path);
}

int sys_memfd(const char *name, struct err *e)
{
	return fake_call(e, "memfd %s", name) ? fake_fd() : -1;
}

bool sys_getcwd(char *buf, size_t size, struct err *e)
{
	snprintf(buf, size, "/");
	return fake_call(e, "getcwd");
}

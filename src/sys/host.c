/* SPDX-License-Identifier: Apache-2.0 */
/* Reading struct host. */
#include "brig/sys/host.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"

/* Parses the hexadecimal number after key ("\nKey:") in /proc/self/status. */
static bool parse_hex(uint64_t *ret, const char *status, const char *key, struct err *e)
{
	const char *at = strstr(status, key);

	if (!at)
		return fail(e, "/proc/self/status has no %s", key + 1);
	*ret = strtoull(at + strlen(key), NULL, 16);
	return true;
}

static bool read_status(struct host *ret, struct err *e)
{
	autoclose int fd = sys_open_at(AT_FDCWD, "/proc/self/status", O_RDONLY, e);
	char text[4096];
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	if (n < 0)
		return fail_errno(e, "read /proc/self/status");
	text[n] = '\0';
	return parse_hex(&ret->ignored, text, "\nSigIgn:", e) &&
	       parse_hex(&ret->bounding, text, "\nCapBnd:", e);
}

/* Starts at the highest bit of the bounding set, which is nearly always the answer. */
static int find_last_cap(uint64_t bounding)
{
	int last = bounding ? 63 - __builtin_clzll(bounding) : 0;

	while (last < 63 && prctl(PR_CAPBSET_READ, last + 1, 0, 0, 0) >= 0)
		last++;
	return last;
}

/* readlink(2) takes half the time of stat(2). */
static bool in_initial_userns(bool *ret, struct err *e)
{
	static const char initial[] =
		"user:[4026531837]"; /* PROC_USER_INIT_INO, the same in all kernels */
	char text[64];
	ssize_t n = readlink("/proc/self/ns/user", text, sizeof(text));

	if (n < 0)
		return fail_errno(e, "read link /proc/self/ns/user");
	*ret = (size_t)n == strlen(initial) && memcmp(text, initial, (size_t)n) == 0;
	return true;
}

static bool read_version(struct host *ret)
{
	char *dot, *end;

	ret->kernel_major = (unsigned)strtoul(ret->release, &dot, 10);
	if (dot == ret->release || *dot != '.')
		return false;
	ret->kernel_minor = (unsigned)strtoul(dot + 1, &end, 10);
	return end != dot + 1;
}

bool sys_host_read(struct host *ret, struct err *e)
{
	struct utsname u;
	bool initial;

	if (uname(&u) < 0)
		return fail_errno(e, "uname");
	snprintf(ret->release, sizeof(ret->release), "%s", u.release);
	if (!read_version(ret))
		return fail(e, "cannot parse kernel release '%s'", u.release);
	if (!read_status(ret, e) || !in_initial_userns(&initial, e))
		return false;
	ret->uid = geteuid();
	ret->gid = getegid();
	ret->in_userns = !initial;
	ret->rootless = ret->uid != 0 || ret->in_userns;
	ret->last_cap = find_last_cap(ret->bounding);
	return true;
}

void sys_host_as_root(struct host *h)
{
	h->uid = 0;
	h->gid = 0;
	h->in_userns = false;
	h->rootless = false;
}

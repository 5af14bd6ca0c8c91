/* SPDX-License-Identifier: Apache-2.0 */
/* User and group ids. */
#include "brig/sys/cred.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/securebits.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "brig/sys/hide.h"
#include "brig/sys/procfs.h"

bool sys_setgroups(const gid_t *groups, size_t n, struct err *e)
{
	/* Raw system calls: glibc's wrappers would signal all threads, and there is only one. */
	return syscall(SYS_setgroups, n, groups) == 0
		       ? true
		       : fail_errno(e, "set %zu supplementary groups", n);
}

bool sys_setgid(gid_t gid, struct err *e)
{
	if (syscall(SYS_setresgid, gid, gid, gid) < 0)
		return fail_errno(e, "set gid %u", gid);
	return sys_hide_again(e);
}

bool sys_setuid(uid_t uid, struct err *e)
{
	/* With PR_SET_KEEPCAPS the capabilities stay, so until sys_hide_again() only a process
	 * with the same capabilities can inspect this one. */
	if (syscall(SYS_setresuid, uid, uid, uid) < 0)
		return fail_errno(e, "set uid %u", uid);
	return sys_hide_again(e);
}

bool sys_act_as_user(uid_t uid, struct err *e)
{
	const uid_t same = (uid_t)-1;

	if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) < 0)
		return fail_errno(e, "keep capabilities as another user");
	if (syscall(SYS_setresuid, same, uid, same) < 0)
		return fail_errno(e, "set effective uid %u", uid);
	return sys_hide_again(e);
}

bool sys_keep_caps(bool keep, struct err *e)
{
	return prctl(PR_SET_KEEPCAPS, keep, 0, 0, 0) == 0
		       ? true
		       : fail_errno(e, "keep capabilities over the change of user");
}

bool sys_setgroups_denied(void)
{
	struct err ignored;
	int proc = sys_procfs(&ignored);
	char word[8] = "";
	autoclose int fd = -1;

	if (proc >= 0)
		fd = sys_open_at(proc, "self/setgroups", O_RDONLY, &ignored);
	return fd >= 0 && read(fd, word, sizeof(word) - 1) > 0 && strncmp(word, "deny", 4) == 0;
}

const char *sys_user_name(struct arena *a, uid_t uid)
{
	autofile FILE *users = fopen("/etc/passwd", "re");

	for (const struct passwd *user; users && (user = fgetpwent(users));)
		if (user->pw_uid == uid)
			return arena_strdup(a, user->pw_name);
	return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Detection of AppArmor and SELinux. */
#include "brig/sys/lsm.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "brig/base/fd.h"

bool sys_has_apparmor(void)
{
	autoclose int fd = open("/sys/module/apparmor/parameters/enabled", O_RDONLY | O_CLOEXEC);
	char c = 'N';

	return fd >= 0 && read(fd, &c, 1) == 1 && c == 'Y';
}

bool sys_has_selinux(void)
{
	struct statfs fs;

	return statfs("/sys/fs/selinux", &fs) == 0 && fs.f_type == (__fsword_t)SELINUX_MAGIC;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed memory files and execveat(2). */
#include "brig/sys/memfd-exec.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

enum { ALL_SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

bool sys_on_overlay(const char *path, bool *ret, struct err *e)
{
	struct statfs fs;

	if (statfs(path, &fs) < 0)
		return fail_errno(e, "statfs %s", path);
	*ret = fs.f_type == OVERLAYFS_SUPER_MAGIC && (fs.f_flags & ST_RDONLY);
	return true;
}

bool sys_is_sealed(int fd)
{
	/* Only memory files have seals. */
	int seals = fcntl(fd, F_GET_SEALS);

	return seals >= 0 && (seals & ALL_SEALS) == ALL_SEALS;
}

/* With neither MFD_EXEC nor MFD_NOEXEC_SEAL, sysctl vm.memfd_noexec decides; 2 refuses MFD_EXEC
 * too. */
static int executable_memfd(const char *name, struct err *e)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);

	if (fd < 0 && errno == EINVAL) /* before Linux 6.3 */
		fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0 && errno == EACCES)
		err_set(e, EACCES, "make memory file %s to execute (sysctl vm.memfd_noexec is 2)",
			name);
	else if (fd < 0)
		err_set(e, errno, "make memory file %s", name);
	return fd;
}

static int seal(int *fd, const char *name, struct err *e)
{
	return fcntl(*fd, F_ADD_SEALS, ALL_SEALS) < 0
		       ? fail_fd(fail_errno(e, "seal memory file %s", name))
		       : fd_take(fd);
}

int sys_sealed_program(const void *bytes, size_t n, const char *name, struct err *e)
{
	autoclose int fd = executable_memfd(name, e);

	return fd >= 0 && sys_write_all(fd, bytes, n, name, e) ? seal(&fd, name, e) : -1;
}

int sys_sealed_copy(int fd, const char *name, struct err *e)
{
	autoclose int copy = executable_memfd(name, e);
	struct stat st;
	off_t at = 0;

	if (copy < 0)
		return -1;
	if (fstat(fd, &st) < 0)
		return fail_fd(fail_errno(e, "stat %s", name));
	while (at < st.st_size) {
		ssize_t n = sendfile(copy, fd, &at, (size_t)(st.st_size - at));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail_fd(fail_errno(e, "copy %s to memory", name));
	}
	return seal(&copy, name, e);
}

bool sys_execute_fd(int fd, char *const argv[], char *const envp[], struct err *e)
{
	syscall(SYS_execveat, fd, "", argv, envp, AT_EMPTY_PATH);
	return fail_errno(e, "execute %s again", argv[0]);
}

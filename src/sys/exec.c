/* SPDX-License-Identifier: Apache-2.0 */
/* execve(2), memory files, shared memory, the working directory. */
#include "brig/sys/exec.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *variable_of(const char *name)
{
	size_t n = strlen(name);

	for (char **entry = environ; *entry; entry++)
		if (strncmp(*entry, name, n) == 0 && (*entry)[n] == '=')
			return *entry;
	return NULL;
}

char **sys_environment(struct arena *a, const char *const *names, size_t n)
{
	char **env = arena_array(a, n + 1, sizeof(*env)), **end = env;

	for (size_t i = 0; environ && i < n; i++) {
		*end = variable_of(names[i]);
		end += *end != NULL;
	}
	return env;
}

bool sys_exec(const char *path, char *const *argv, char *const *envp, struct err *e)
{
	execve(path, argv, envp);
	return fail_errno(e, "exec %s", path);
}

bool sys_may_execute(int fd, const char *path, struct err *e)
{
	/* Raw system call: where the kernel lacks the call, glibc's wrapper guesses by the mode
	 * bits. */
	if (syscall(SYS_faccessat2, fd, "", X_OK, AT_EACCESS | AT_EMPTY_PATH) == 0)
		return true;
	return fail_errno(e, "exec %s", path);
}

int sys_memfd(const char *name, struct err *e)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	return fd >= 0 ? fd : fail_fd(fail_errno(e, "make memory file %s", name));
}

/* Access beyond the end of the file would raise SIGBUS. */
static bool check_size(int fd, size_t size, struct err *e)
{
	struct stat st;
	int seals = fcntl(fd, F_GET_SEALS);

	if (fstat(fd, &st) < 0 || st.st_size < (off_t)size)
		return fail(e, "shared memory is too short");
	return seals >= 0 && seals & F_SEAL_SHRINK
		       ? true
		       : fail(e, "shared memory is not sealed against shrinking");
}

void *sys_share(int fd, size_t size, bool make, struct err *e)
{
	void *memory;

	if (make && (ftruncate(fd, (off_t)size) < 0 ||
			    fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW) < 0))
		return fail_null(fail_errno(e, "set up shared memory"));
	if (!check_size(fd, size, e))
		return NULL;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	return memory != MAP_FAILED ? memory : fail_null(fail_errno(e, "map shared memory"));
}

void *sys_share_anonymous(size_t size, struct err *e)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory != MAP_FAILED ? memory : fail_null(fail_errno(e, "map shared memory"));
}

void sys_unshare_memory(void *memory, size_t size)
{
	munmap(memory, size);
}

bool sys_getcwd(char *buf, size_t size, struct err *e)
{
	/* Raw system call: for "(unreachable)" paths, glibc's wrapper searches the file system
	 * instead. */
	if (syscall(SYS_getcwd, buf, size) < 0)
		return fail_errno(e, "get the working directory");
	if (buf[0] != '/')
		return fail_code(e, ENOENT, "the working directory is not reachable from the root");
	return true;
}

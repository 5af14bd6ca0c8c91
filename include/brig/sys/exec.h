/* SPDX-License-Identifier: Apache-2.0 */
/* Becoming another program. */
#ifndef BRIG_SYS_EXEC_H
#define BRIG_SYS_EXEC_H

#include <stddef.h>

#include "brig/base/arena.h"
#include "brig/base/err.h"

/* Of our environment the variables with these names, NULL-terminated, for a program of the host
 * that needs them. Never the whole of it: what the dynamic loader and the C library read (LD_*,
 * GLIBC_TUNABLES, LOCPATH, …) would change what the program is. The entries stay the
 * environment's. */
char **sys_environment(struct arena *a, const char *const *names, size_t n);

/* execve(2). Returns, false, only on failure, with "exec <path>: <reason>" and the errno as code.
 */
bool sys_exec(const char *path, char *const *argv, char *const *envp, struct err *e) must_check;

/* Whether the present user, with the present capabilities, may execute the regular file behind an
 * O_PATH descriptor: faccessat2(2). Code EACCES when not, also on a noexec mount; other codes say
 * nothing of the file. */
bool sys_may_execute(int fd, const char *path, struct err *e) must_check;

/* A memory file, CLOEXEC; name shows in /proc only. -1 on error. */
int sys_memfd(const char *name, struct err *e) must_check;

/* A memory file of size bytes mapped to be shared: with make it is made so long first, and sealed;
 * else it has to be so already. NULL on error. */
void *sys_share(int fd, size_t size, bool make, struct err *e) must_check;
void sys_unshare_memory(void *memory, size_t size);

/* getcwd(2) into buf; an unreachable directory is an error with the code ENOENT. */
bool sys_getcwd(char *buf, size_t size, struct err *e) must_check;

#endif

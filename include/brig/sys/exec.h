/* SPDX-License-Identifier: Apache-2.0 */
/* Execution of programs, and the shared memory and the working directory around it. */
#ifndef BRIG_SYS_EXEC_H
#define BRIG_SYS_EXEC_H

#include <stddef.h>

#include "brig/base/arena.h"
#include "brig/base/err.h"

/* Returns the variables of the runtime's environment that have one of these names,
 * NULL-terminated, for a program of the host. Never the whole environment: variables of the
 * dynamic loader and the C library (LD_*, GLIBC_TUNABLES, LOCPATH, …) would change what the
 * program does. The array is in the arena; the strings belong to environ. */
char **sys_environment(struct arena *a, const char *const *names, size_t n);

/* execve(2). Returns only on failure, false, with "exec <path>: <reason>" and the errno in
 * e->code. */
bool sys_exec(const char *path, char *const *argv, char *const *envp, struct err *e) must_check;

/* Whether the calling process, with its present user and capabilities, may execute the regular
 * file behind an O_PATH descriptor: faccessat2(2). e->code is EACCES when it may not, also on a
 * noexec mount; other codes say nothing about the file. */
bool sys_may_execute(int fd, const char *path, struct err *e) must_check;

/* memfd_create(2), close-on-exec and sealable; name is visible in /proc only. -1 on error. */
int sys_memfd(const char *name, struct err *e) must_check;

/* Maps size bytes of a memory file as shared memory. With make, sets the file's size first and
 * seals it; otherwise checks that the file has at least this size and is sealed against shrinking.
 * NULL on error. */
void *sys_share(int fd, size_t size, bool make, struct err *e) must_check;

/* Maps size bytes of zeros that the caller shares with its later children; NULL on error. */
void *sys_share_anonymous(size_t size, struct err *e) must_check;

/* Unmaps memory of the two functions above. */
void sys_unshare_memory(void *memory, size_t size);

/* getcwd(2) into buf; e->code is ENOENT when the directory is not reachable from the root. */
bool sys_getcwd(char *buf, size_t size, struct err *e) must_check;

#endif

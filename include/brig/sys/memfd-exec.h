/* SPDX-License-Identifier: Apache-2.0 */
/* Executables that nobody can write, and executing by descriptor. */
#ifndef BRIG_SYS_MEMFD_EXEC_H
#define BRIG_SYS_MEMFD_EXEC_H

#include <stddef.h>

#include "brig/base/err.h"

/* Whether the file is on an overlay that is read-only: statfs(2). */
bool sys_on_overlay(const char *path, bool *ret, struct err *e) must_check;

/* Whether the open file is a memory file sealed against every change. */
bool sys_is_sealed(int fd);

/* A memory file with the bytes of fd, sealed; name shows in /proc only. -1 on error. */
int sys_sealed_copy(int fd, const char *name, struct err *e) must_check;

/* A sealed memory file with these bytes, to be executed. -1 on error. */
int sys_sealed_program(const void *bytes, size_t n, const char *name, struct err *e) must_check;

/* execveat(2) of what fd names (O_PATH allowed). Returns, false, only on failure. */
bool sys_execute_fd(int fd, char *const argv[], char *const envp[], struct err *e) must_check;

#endif

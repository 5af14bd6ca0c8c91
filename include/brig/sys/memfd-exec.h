/* SPDX-License-Identifier: Apache-2.0 */
/* Executables that no process can write, and execution by descriptor. */
#ifndef BRIG_SYS_MEMFD_EXEC_H
#define BRIG_SYS_MEMFD_EXEC_H

#include <stddef.h>

#include "brig/base/err.h"

/* Whether the file is on a read-only overlay: statfs(2). */
bool sys_on_overlay(const char *path, bool *ret, struct err *e) must_check;

/* Whether fd is a memory file with all seals. */
bool sys_is_sealed(int fd);

/* Returns a sealed memory file with the content of fd; name is visible in /proc only. -1 on error.
 */
int sys_sealed_copy(int fd, const char *name, struct err *e) must_check;

/* Returns a sealed, executable memory file with these bytes; -1 on error. */
int sys_sealed_program(const void *bytes, size_t n, const char *name, struct err *e) must_check;

/* execveat(2) of fd (O_PATH allowed). Returns only on failure, false. */
bool sys_execute_fd(int fd, char *const argv[], char *const envp[], struct err *e) must_check;

#endif

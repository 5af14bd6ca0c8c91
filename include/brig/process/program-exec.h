/* SPDX-License-Identifier: Apache-2.0 */
/* Finds and executes the program. */
#ifndef BRIG_PROCESS_PROGRAM_EXEC_H
#define BRIG_PROCESS_PROGRAM_EXEC_H

#include "brig/base/arena.h"
#include "brig/process/program.h"

/* Calls execve(2); returns (false) only on failure. args[0] with a slash is used as it is;
 *otherwise each directory of search is tried in order, as execvp(3) does, except that a script
 *without "#!" is not given to a shell. After a failure the reason is searched for and named:
 *
 *	executable file `X` not found in $PATH: No such file or directory (PATH is /bin)
 *	exec /x: its interpreter /bin/bash is missing: No such file or directory   (script or ELF)
 *	exec /x: its first line ends in CR LF, so that its interpreter is "/bin/sh\r": ...
 *	exec /x: not executable, its mode is 0644: Permission denied
 *	exec /x: it is on a filesystem mounted noexec: Permission denied
 *	exec /x: it is a directory: Permission denied
 *	exec /x: it is an ELF file for aarch64, this machine is x86_64: Exec format error
 *	exec /x: it is neither an ELF file nor a script with #! ...: Exec format error
 *
 * e->code is the errno: ENOENT becomes exit status 127, any other errno 126. */
bool program_exec(const struct program_plan *p, struct err *e) must_check;

/* For create: whether program_exec() has a file to execute, beneath the descriptor root and with
 * the rights of the current user; otherwise the error of program_exec(). Does not check anything
 * that only execve(2) knows, such as the file's interpreter. */
bool program_check(const struct program_plan *p, int root, struct err *e) must_check;

/* For `plan`: the path in the container of the file that program_exec() would execute, searched for
 * beneath the descriptor root, in the arena. NULL with the error of program_exec() when there is
 * none. */
const char *program_find(
	const struct program_plan *p, int root, struct arena *a, struct err *e) must_check;

#endif

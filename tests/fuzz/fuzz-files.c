/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: files that a container can write, or have a word in: the passwd(5) of its root file
 * system, a program that did not execute with its interpreters, and what /proc says of a process.
 * All of them are the input. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../src/process/diagnose.h"
#include "brig/process/program.h"
#include "brig/sys/process.h"
#include "fuzz.h"

static int input = -1;

/* Every file is the input (--wrap of the linker). */
int __wrap_sys_open_in_root(
	int root, const char *path, int flags, mode_t mode, uint64_t resolve, struct err *e);
int __wrap_sys_open_at(int dir, const char *path, int flags, struct err *e);

int __wrap_sys_open_in_root(
	int root, const char *path, int flags, mode_t mode, uint64_t resolve, struct err *e)
{
	(void)root;
	(void)mode;
	(void)resolve;
	return __wrap_sys_open_at(-1, path, flags, e);
}

int __wrap_sys_open_at(int dir, const char *path, int flags, struct err *e)
{
	int fd;

	(void)dir;
	(void)flags;
	check(*path != '\0');
	if (strstr(path, "missing"))
		return fail_fd(fail_code(e, ENOENT, "open %s", path));
	fd = dup(input);
	check(fd >= 0 && lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

static void try_passwd(uid_t uid)
{
	static char program[] = "sh", *args[] = {program, NULL};
	char *env[2] = {NULL};
	struct program_plan p = {.args = args, .env = env, .needs_home = true, .uid = uid};
	struct err e;

	check(program_home(&p, -1, &e));
	check(p.env_n == 1 && env[0] == p.home && !env[1]);
	check(strncmp(p.home, "HOME=/", 6) == 0 && strlen(p.home) < sizeof(p.home));
}

static void try_program(void)
{
	static const int codes[] = {ENOENT, EACCES, ENOEXEC, ELIBBAD, EINVAL, E2BIG, EIO};
	struct err e;

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		check(!diagnose(-1, "/bin/sh", codes[i], &e));
		check(e.code == codes[i] && memchr(e.text, '\0', sizeof(e.text)));
	}
}

static void try_proc(void)
{
	struct sys_process_stat st;
	struct err e;
	pid_t pid;

	if (!sys_process_stat(1, &st, &e))
		check(*e.text != '\0');
	pid = sys_pidfd_pid(input, &e);
	check(pid > 0 || *e.text != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	input = input_fd(data, size);
	try_passwd(0);
	try_passwd(1000);
	try_program();
	try_proc();
	return 0;
}

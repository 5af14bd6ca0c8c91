/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the system calls that it is told to, and says what came back: the program inside of
 * containers with a seccomp filter. Built statically by spec-seccomp.bats.
 *
 *	call NAME|NUMBER [ARG...] [+ NAME|NUMBER [ARG...]]...
 *
 * prints a line for each: "NAME VALUE", or "NAME ERRNO" by its name. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
	const char *name;
	long number;
} names[] = {
	{"getpid", SYS_getpid},
	{"getppid", SYS_getppid},
	{"getuid", SYS_getuid},
	{"getgid", SYS_getgid},
	{"getpgid", SYS_getpgid},
	{"kill", SYS_kill},
	{"capget", SYS_capget},
	{"personality", SYS_personality},
	{"ptrace", SYS_ptrace},
	{"sched_yield", SYS_sched_yield},
};

static long number_of(const char *name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].number;
	return strtol(name, NULL, 0);
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	for (int i = 1; i < argc; i++) {
		const char *name = argv[i];
		unsigned long args[6] = {0};
		long ret;

		for (int n = 0; i + 1 < argc && strcmp(argv[i + 1], "+") != 0 && n < 6; n++)
			args[n] = strtoul(argv[++i], NULL, 0);
		ret = syscall(
			number_of(name), args[0], args[1], args[2], args[3], args[4], args[5]);
		if (ret == -1)
			printf("%s %s\n", name, strerrorname_np(errno));
		else
			printf("%s %ld\n", name, ret);
		i++;
	}
	return 0;
}

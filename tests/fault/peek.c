/* SPDX-License-Identifier: Apache-2.0 */
/* The eyes of tests/fault/peek-drill: what a process may see of those that have stopped.
 *
 *   peek look PROC MARK
 *                    for each line of the input: looks at every process of that procfs whose name
 *                    begins with "=", and says "NAME<tab>THING<tab>DETAIL" for each thing that it
 *                    could get at; then "."; MARK is a path that only the host's root has
 *   peek control     can be seen: dumpable, without capabilities, called "=control"
 *   peek target      says READY=1 to NOTIFY_SOCKET, and stays
 *   peek hook NAME   waits for SIGUSR2, called "=NAME"
 *   peek true        ends well */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

struct seen {
	int dir; /* in the procfs */
	pid_t pid;
	bool reachable; /* by its number too: the procfs is that of our pid namespace */
	char name[32];
};

__attribute__((format(printf, 3, 4))) static void say(
	const struct seen *s, const char *thing, const char *format, ...)
{
	char detail[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	for (char *p = detail; *p; p++)
		if (iscntrl((unsigned char)*p))
			*p = ' ';
	printf("%s\t%s\t%s\n", s->name, thing, detail);
}

static ssize_t read_file(int dir, const char *path, char *buf, size_t size)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	ssize_t n, all = 0;

	if (fd < 0)
		return -1;
	while ((n = read(fd, buf + all, size - 1 - (size_t)all)) > 0)
		all += n;
	close(fd);
	buf[all] = '\0';
	return n < 0 && all == 0 ? -1 : all;
}

/* The target of a link of procfs, and whether it can be followed. */
static bool follow(const struct seen *s, const char *path, char *ret, size_t size)
{
	char target[256];
	ssize_t n = readlinkat(s->dir, path, target, sizeof(target) - 1);
	int fd = openat(s->dir, path, O_PATH | O_CLOEXEC);

	if (n < 0 && fd < 0)
		return false;
	target[n < 0 ? 0 : n] = '\0';
	snprintf(ret, size, "%s%s", target, fd >= 0 ? " (opened)" : "");
	if (fd >= 0)
		close(fd);
	return true;
}

static void look_at_links(const struct seen *s, const char *mark)
{
	static const char *const links[][2] = {{"cwd", "cwd"}, {"exe", "exe"}, {"ns", "ns/mnt"}};
	char target[300], path[300];

	snprintf(path, sizeof(path), "root%s", mark);
	if (follow(s, "root", target, sizeof(target)))
		say(s, faccessat(s->dir, path, F_OK, 0) == 0 ? "root-host" : "root", "-> %s",
			target);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (follow(s, links[i][1], target, sizeof(target)))
			say(s, links[i][0], "-> %s", target);
}

/* Entries of a directory, with those that are links followed. */
static void look_at_directory(const struct seen *s, const char *name)
{
	int fd = openat(s->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), n = 0;
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	char path[300], target[300], all[900] = "";
	const struct dirent *d;

	while (dir && (d = readdir(dir))) {
		if (d->d_name[0] == '.')
			continue;
		n++;
		snprintf(path, sizeof(path), "%s/%s", name, d->d_name);
		if (follow(s, path, target, sizeof(target)) &&
			strlen(all) + strlen(target) + 20 < sizeof(all))
			sprintf(all + strlen(all), " %.12s -> %s", d->d_name, target);
	}
	if (dir)
		closedir(dir);
	if (*all)
		say(s, name, "%s", all + 1);
	else if (n > 0 && strcmp(name, "fd") == 0)
		say(s, "fd-numbers", "%d, nothing behind them", n);
	else if (n > 0)
		say(s, name, "%d entries", n);
}

static void look_at_files(const struct seen *s)
{
	static const char *const names[] = {
		"environ", "maps", "auxv", "syscall", "stack", "io", "personality"};
	static char text[65536];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		ssize_t n = read_file(s->dir, names[i], text, sizeof(text));
		char thing[32];

		if (n < 0)
			continue;
		snprintf(thing, sizeof(thing), "%s%s", names[i],
			memmem(text, (size_t)n, "peek-secret", 11) ? "-secret" : "");
		say(s, thing, "%zd bytes", n);
	}
	/* 0 is also what who may not know is told. */
	if (read_file(s->dir, "wchan", text, sizeof(text)) > 0 && strcmp(text, "0") != 0)
		say(s, "wchan", "%s", text);
}

/* Files that every process may read: their contents matter. */
static void look_at_texts(const struct seen *s)
{
	static char text[262144];
	ssize_t n = read_file(s->dir, "cmdline", text, sizeof(text));

	if (n > 0) {
		for (ssize_t i = 0; i < n - 1; i++)
			if (text[i] == '\0')
				text[i] = ' ';
		say(s,
			strstr(text, "peek-secret")      ? "cmdline-secret"
			: strncmp(text, "brig:", 5) == 0 ? "cmdline"
							 : "cmdline-other",
			"%s", text);
	}
	n = read_file(s->dir, "mountinfo", text, sizeof(text));
	if (n > 0)
		say(s, strstr(text, "peek-host-mount") ? "mountinfo-host" : "mountinfo",
			"%zd bytes", n);
}

static void look_at_memory(const struct seen *s)
{
	int fd = openat(s->dir, "mem", O_RDONLY | O_CLOEXEC);
	char byte;
	struct iovec here = {&byte, 1}, there = {(void *)0x400000, 1};

	if (fd >= 0) {
		say(s, "mem", "opened");
		close(fd);
	}
	if (!s->reachable)
		return;
	/* With another address it would succeed. */
	if (process_vm_readv(s->pid, &here, 1, &there, 1, 0) >= 0 || errno == EFAULT)
		say(s, "process_vm_readv", "permitted");
}

/* The tracer's end detaches, without a stop. */
static void look_by_ptrace(const struct seen *s)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(ptrace(PTRACE_SEIZE, s->pid, NULL, NULL) == 0 ? 0 : 1);
	if (pid > 0 && waitpid(pid, &status, 0) == pid && status == 0)
		say(s, "ptrace", "seized");
}

static void look_by_pidfd(const struct seen *s)
{
	int pidfd = (int)syscall(SYS_pidfd_open, s->pid, 0), n = 0;
	bool permitted = false;

	if (pidfd < 0)
		return;
	for (int i = 0; i < 64; i++) {
		int fd = (int)syscall(SYS_pidfd_getfd, pidfd, i, 0);

		permitted = permitted || fd >= 0 || errno == EBADF;
		if (fd >= 0) {
			n++;
			close(fd);
		}
	}
	close(pidfd);
	if (permitted)
		say(s, "pidfd_getfd", "%d descriptors taken", n);
}

static void look_at(const struct seen *s, const char *mark)
{
	say(s, "comm", "%d", s->pid);
	look_at_links(s, mark);
	look_at_directory(s, "fd");
	look_at_directory(s, "fdinfo");
	look_at_directory(s, "map_files");
	look_at_files(s);
	look_at_texts(s);
	look_at_memory(s);
	if (!s->reachable)
		return;
	look_by_ptrace(s);
	look_by_pidfd(s);
	if (kill(s->pid, 0) == 0)
		say(s, "kill", "permitted");
}

static void look_round(const char *proc, const char *mark)
{
	DIR *dir = opendir(proc);
	const struct dirent *d;
	char self[32] = "", path[300];

	if (!dir) {
		perror(proc);
		exit(1);
	}
	if (readlinkat(dirfd(dir), "self", self, sizeof(self) - 1) < 0)
		perror("self");
	while ((d = readdir(dir))) {
		struct seen s = {.pid = atoi(d->d_name), .reachable = atoi(self) == getpid()};

		snprintf(path, sizeof(path), "%s/comm", d->d_name);
		if (s.pid <= 0 || read_file(dirfd(dir), path, s.name, sizeof(s.name)) <= 0 ||
			s.name[0] != '=')
			continue;
		s.name[strcspn(s.name, "\n")] = '\0';
		s.dir = openat(dirfd(dir), d->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (s.dir < 0)
			continue;
		look_at(&s, mark);
		close(s.dir);
	}
	closedir(dir);
}

static int look(const char *proc, const char *mark)
{
	char line[16];

	puts(".");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		look_round(proc, mark);
		puts(".");
		fflush(stdout);
	}
	return 0;
}

static int control(void)
{
	struct __user_cap_header_struct h = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[2] = {0};

	if (syscall(SYS_capset, &h, none) < 0 || prctl(PR_SET_DUMPABLE, 1) < 0)
		return 1;
	prctl(PR_SET_NAME, "=control");
	puts(".");
	fflush(stdout);
	return getchar() == EOF ? 0 : 1;
}

/* As a process of brig's that stops. */
static int hook(const char *name)
{
	char stopped[16] = "=";
	sigset_t go;

	strncat(stopped, name, sizeof(stopped) - 2);
	sigemptyset(&go);
	sigaddset(&go, SIGUSR2);
	sigprocmask(SIG_BLOCK, &go, NULL);
	prctl(PR_SET_NAME, stopped);
	while (sigwaitinfo(&go, NULL) < 0)
		;
	return 0;
}

static int target(void)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (path) {
		snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
		if (sendto(fd, "READY=1", 7, 0, (struct sockaddr *)&a, sizeof(a)) < 0)
			return 1;
	}
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (strcmp(what, "look") == 0 && argc == 4)
		return look(argv[2], argv[3]);
	if (strcmp(what, "control") == 0)
		return control();
	if (strcmp(what, "hook") == 0 && argc == 3)
		return hook(argv[2]);
	if (strcmp(what, "target") == 0)
		return target();
	return strcmp(what, "true") == 0 ? 0 : 2;
}

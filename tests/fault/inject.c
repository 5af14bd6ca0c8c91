/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a command, counts the system calls of each of its processes that can fail, and makes one
 * call fail or kills the process right before the call. tests/fault/drill builds this program.
 *
 * inject [-t TRACE] [-p PROCESS -n CALL -e ERRNO|kill] COMMAND [ARG...]
 *
 * Process 0 is the command, 1 the first process that the command or its children create, and so
 * on. Calls count from 1; in an executed program the count starts at the first fcntl(0, F_GETFD),
 * the first call that brig makes. TRACE receives a line for each call, "PROCESS CALL NAME [PATH]",
 * and one that begins with "fired". A seccomp filter sends each call to a supervisor process
 * (seccomp_unotify(2)), which exits with the last process under the filter. The exit status is
 * that of the command. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Calls that cannot fail, calls whose failure has no effect (close(2) closes the descriptor all the
 * same), and requests for memory: without it brig exits at once, which "kill" covers. SCMP_SYS()
 * gives a negative number, which no call has and libseccomp skips, for a call that this
 * architecture lacks: arm64 has no open(2), for example. */
static const int passed[] = {
	SCMP_SYS(close),
	SCMP_SYS(munmap),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getppid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(getpgrp),
	SCMP_SYS(umask),
	SCMP_SYS(brk),
	SCMP_SYS(mprotect),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(getrandom),
	SCMP_SYS(sched_yield),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(set_tid_address),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(arch_prctl),
	SCMP_SYS(uname),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(getcpu),
};

/* The argument that is the path for the trace. */
static const struct {
	int call, arg;
} paths[] = {
	{SCMP_SYS(openat), 1},
	{SCMP_SYS(open), 0},
	{SCMP_SYS(openat2), 1},
	{SCMP_SYS(mkdirat), 1},
	{SCMP_SYS(mkdir), 0},
	{SCMP_SYS(unlinkat), 1},
	{SCMP_SYS(rmdir), 0},
	{SCMP_SYS(newfstatat), 1},
	{SCMP_SYS(access), 0},
	{SCMP_SYS(faccessat2), 1},
	{SCMP_SYS(chdir), 0},
	{SCMP_SYS(execve), 0},
	{SCMP_SYS(readlink), 0},
	{SCMP_SYS(readlinkat), 1},
	{SCMP_SYS(renameat), 1},
	{SCMP_SYS(mknodat), 1},
	{SCMP_SYS(symlinkat), 0},
	{SCMP_SYS(mount), 1},
	{SCMP_SYS(umount2), 0},
	{SCMP_SYS(statfs), 0},
	{SCMP_SYS(open_tree), 1},
	{SCMP_SYS(move_mount), 3},
	{SCMP_SYS(fsopen), 0},
	{SCMP_SYS(mount_setattr), 1},
	{SCMP_SYS(lchown), 0},
	{SCMP_SYS(fchmodat), 1},
};

struct process {
	pid_t pid;
	unsigned calls;
	bool counts; /* the process runs brig */
	bool over;   /* the process runs another program */
};

static struct process table[4096];
static int known;

static struct {
	int trace, process, call, error;
	bool kill;
} o = {.trace = -1, .process = -1};

static void die(const char *what)
{
	perror(what);
	exit(125);
}

static pid_t parent_of(pid_t pid)
{
	char path[64], text[2048] = "";
	const char *p;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	p = strstr(text, "PPid:");
	return p ? atoi(p + 5) : 0;
}

static struct process *find(pid_t pid)
{
	for (int i = known - 1; i >= 0; i--)
		if (table[i].pid == pid)
			return &table[i];
	return NULL;
}

static struct process *process_of(pid_t pid)
{
	struct process *p = find(pid), *parent;

	if (p)
		return p;
	if (known == sizeof(table) / sizeof(table[0]))
		exit(125);
	parent = known ? find(parent_of(pid)) : NULL;
	p = &table[known++];
	*p = (struct process){.pid = pid, .counts = known > 1, .over = parent && parent->over};
	return p;
}

static const char *path_of(const struct seccomp_notif *n, char *buf, size_t size)
{
	struct iovec to = {buf, size - 1}, from = {NULL, size - 1};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		ssize_t got;
		unsigned long at;

		if (paths[i].call != n->data.nr)
			continue;
		at = n->data.args[paths[i].arg];
		/* The next page may not be mapped: read only up to the end of the page. */
		to.iov_len = from.iov_len =
			4096 - at % 4096 < size - 1 ? 4096 - at % 4096 : size - 1;
		from.iov_base = (void *)at;
		got = process_vm_readv((pid_t)n->pid, &to, 1, &from, 1, 0);
		buf[got > 0 ? got : 0] = '\0';
		return buf;
	}
	return "";
}

static void note(const char *how, const struct process *p, const struct seccomp_notif *n)
{
	char path[200], line[400];
	char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, n->data.nr);
	int size;

	if (o.trace < 0)
		return;
	size = snprintf(line, sizeof(line), "%s%d %u %s %s\n", how, (int)(p - table), p->calls,
		name, path_of(n, path, sizeof(path)));
	if (write(o.trace, line, (size_t)size) < 0)
		exit(125);
	free(name);
}

/* malloc(3) makes anonymous mappings; they are not counted. */
static bool counted(const struct seccomp_notif *n)
{
	return n->data.nr != SYS_mmap || (int)n->data.args[4] >= 0;
}

/* Counts the call; true when it is the call to fail. */
static bool judge(const struct seccomp_notif *n)
{
	struct process *p = process_of((pid_t)n->pid);
	bool fired;

	if (p->over)
		return false;
	if (n->data.nr == SYS_fcntl && n->data.args[0] == 0 && n->data.args[1] == F_GETFD)
		p->counts = true;
	if (!p->counts || !counted(n))
		return false;
	p->calls++;
	note("", p, n);
	fired = p - table == o.process && (int)p->calls == o.call;
	if (fired)
		note("fired ", p, n);
	else if (n->data.nr == SYS_execve || n->data.nr == SYS_execveat) {
		p->counts = false; /* until brig itself continues */
		p->over = p != table;
	}
	return fired;
}

static void serve(int listener)
{
	for (;;) {
		struct pollfd pfd = {.fd = listener, .events = POLLIN};
		struct seccomp_notif n = {0};
		struct seccomp_notif_resp r = {0};

		if (poll(&pfd, 1, -1) < 0 || !(pfd.revents & POLLIN))
			_exit(0);
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &n) < 0)
			continue;
		r.id = n.id;
		r.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		if (judge(&n)) {
			if (o.kill)
				kill((pid_t)n.pid, SIGKILL);
			r.flags = 0;
			r.error = -o.error;
		}
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &r);
	}
}

/* CLONE_FILES shares the listener until execve; its number goes by shared memory, because any
 * further call would already wait for a response. */
static void become(char **argv, volatile int *listener)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_NOTIFY);

	if (!f || seccomp_attr_set(f, SCMP_FLTATR_CTL_NNP, 0) < 0)
		die("seccomp_init");
	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
		if (seccomp_rule_add(f, SCMP_ACT_ALLOW, passed[i], 0) < 0)
			die("seccomp_rule_add");
	if (seccomp_load(f) < 0)
		die("seccomp_load");
	*listener = seccomp_notify_fd(f);
	execvp(argv[0], argv);
	_exit(127);
}

static void parse(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "+t:p:n:e:")) != -1) {
		if (c == 't')
			o.trace = open(
				optarg, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
		else if (c == 'p')
			o.process = atoi(optarg);
		else if (c == 'n')
			o.call = atoi(optarg);
		else if (c == 'e') {
			o.kill = strcmp(optarg, "kill") == 0;
			o.error = o.kill ? EPERM : atoi(optarg);
		} else
			exit(125);
	}
	if (optind == argc)
		exit(125);
}

int main(int argc, char **argv)
{
	volatile int *listener =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status, null;
	pid_t pid;

	parse(argc, argv);
	*listener = -1;
	pid = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0)
		become(argv + optind, listener);
	while (*listener < 0)
		if (waitpid(pid, &status, WNOHANG) == pid)
			exit(125);
	if (fork() == 0) {
		setsid();
		null = open("/dev/null", O_RDWR);
		for (int fd = 0; fd <= 2; fd++)
			dup2(null, fd);
		serve(*listener);
	}
	close(*listener);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			die("wait");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

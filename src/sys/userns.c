/* SPDX-License-Identifier: Apache-2.0 */
/* A user namespace that only a descriptor keeps alive. */
#include "brig/sys/userns.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fault.h"
#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "brig/sys/procfs.h"

static bool write_maps(int dir, const char *uid_map, const char *gid_map, struct err *e)
{
	struct err ignored;
	bool done;

	/* An unprivileged user may write a gid_map only after denying setgroups(2); with
	 * privileges the file stays unchanged. */
	done = sys_write_at(dir, "gid_map", gid_map, e) ||
	       (e->code == EPERM && sys_write_at(dir, "setgroups", "deny", &ignored) &&
		       sys_write_at(dir, "gid_map", gid_map, e));
	if (done && sys_write_at(dir, "uid_map", uid_map, e))
		return true;
	return fail_code(e, e->code, "write the id maps for an id-mapped mount");
}

/* Descriptor numbers in the table that the holder shares with the runtime (CLONE_FILES). */
struct held {
	int dir; /* its /proc/PID */
	int ns;
};

/* Runs in the child: opens its own files in /proc, because the parent of a hidden process may not
 * without CAP_SYS_PTRACE. "self" is correct in whatever pid namespace the procfs belongs to. */
static void hold(int proc, int report) __attribute__((noreturn));
static void hold(int proc, int report)
{
	struct held held = {-1, -1};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fault_stop("idmap-holder");
	held.dir = openat(proc, "self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	held.ns = openat(proc, "self/ns/user", O_RDONLY | O_CLOEXEC);
	if (write(report, &held, sizeof(held)) != sizeof(held))
		_exit(1);
	for (;;)
		pause();
}

/* The write end is in the shared table too, so the death of the holder gives no end of file:
 * poll(2) its pidfd as well. */
static bool wait_for_report(int report, int pidfd)
{
	struct pollfd fds[] = {{.fd = report, .events = POLLIN}, {.fd = pidfd, .events = POLLIN}};

	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return false;
	return fds[0].revents & POLLIN;
}

static int namespace_of(
	int report, int pidfd, const char *uid_map, const char *gid_map, struct err *e)
{
	struct held held = {-1, -1};
	autoclose int ns = -1;
	bool mapped;

	if (!wait_for_report(report, pidfd) || read(report, &held, sizeof(held)) != sizeof(held))
		return fail_fd(fail(e, "the process that holds a user namespace died"));
	ns = held.ns;
	if (held.dir < 0 || ns < 0) {
		fd_close(&held.dir);
		return fail_fd(fail(e, "the process that holds a user namespace cannot open it"));
	}
	mapped = write_maps(held.dir, uid_map, gid_map, e);
	fd_close(&held.dir);
	return mapped ? fd_take(&ns) : -1;
}

int sys_userns_new(const char *uid_map, const char *gid_map, struct err *e)
{
	autoclose int pidfd = -1;
	struct clone_args args = {
		.flags = CLONE_NEWUSER | CLONE_FILES | CLONE_PIDFD,
		.exit_signal = SIGCHLD,
		.pidfd = (uintptr_t)&pidfd,
	};
	int proc = sys_procfs(e), report[2], ns;
	pid_t pid;

	if (proc < 0)
		return -1;
	if (pipe2(report, O_CLOEXEC) < 0)
		return fail_fd(fail_errno(e, "pipe"));
	pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
	if (pid == 0)
		hold(proc, report[1]);
	ns = pid < 0 ? fail_fd(fail_errno(e, "make a user namespace for an id-mapped mount"))
		     : namespace_of(report[0], pidfd, uid_map, gid_map, e);
	if (pid > 0) {
		kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	close(report[0]);
	close(report[1]);
	return ns;
}

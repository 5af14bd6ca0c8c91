/* SPDX-License-Identifier: Apache-2.0 */
/* Seccomp profiles: what is refused, and what loaded filters do on the real kernel. */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/security/seccomp-compile.h"
#include "brig/security/seccomp-listener.h"
#include "brig/security/seccomp-load.h"
#include "brig/sys/exec.h"
#include "brig/sys/process.h"
#include "oci.h"
#include "plan-test.h"

static struct plan_test t;

static int begin(void **state)
{
	(void)state;
	plan_test_begin(&t);
	return 0;
}

static int end(void **state)
{
	(void)state;
	plan_test_end(&t);
	return 0;
}

static struct seccomp_plan plan_of(const char *profile, bool ok)
{
	struct oci_linux *l = arena_alloc(&t.arena, sizeof(*l));
	struct seccomp_facts facts;
	struct seccomp_plan plan;

	READ(&t, l, &oci_linux_type, arena_printf(&t.arena, "{'seccomp':%s}", profile));
	seccomp_facts_read(&facts, l);
	if (seccomp_plan(&plan, l, true, &facts, &t.report) != ok)
		give_up("%s: %s", t.report.n ? t.report.v[0].path : "",
			t.report.n ? t.report.v[0].text : "no problem");
	return plan;
}

static int compile(const struct seccomp_plan *p)
{
	struct err e;
	int fd = sys_memfd("filter", &e);

	assert_true(fd >= 0);
	if (!seccomp_compile(p, fd, &e))
		give_up("%s", e.text);
	return fd;
}

/* Runs act in a process under the profile; what it returned, or -signal. */
static int under(const char *profile, int (*act)(void))
{
	struct seccomp_plan plan = plan_of(profile, true);
	autoclose int fd = compile(&plan);
	int status, listener;
	pid_t pid = fork();
	struct err e;

	if (pid == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (!seccomp_install(&plan, fd, &listener, &e))
			syscall(SYS_exit_group, 255);
		syscall(SYS_exit_group, act());
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static int getcwd_errno(void)
{
	char buf[256];

	return syscall(SYS_getcwd, buf, sizeof(buf)) < 0 ? errno : 0;
}

static int newest_errno(void)
{
	return syscall(1000) < 0 ? errno : 0;
}

static int fcntl_both(void)
{
	/* F_GETFD on 1 (both arguments as in the rule), F_GETFD on 2 (one of them). */
	int both = syscall(SYS_fcntl, 1, F_GETFD) < 0 ? errno : 0;
	int one = syscall(SYS_fcntl, 2, F_GETFD) < 0 ? errno : 0;

	return both == EXFULL && one == 0 ? 0 : 1;
}

static int fcntl_either(void)
{
	int first = syscall(SYS_fcntl, 1, F_GETFD) < 0 ? errno : 0;
	int second = syscall(SYS_fcntl, 2, F_GETFD) < 0 ? errno : 0;
	int none = syscall(SYS_fcntl, 0, F_GETFD) < 0 ? errno : 0;

	return first == EXFULL && second == EXFULL && none == 0 ? 0 : 1;
}

#define ALLOW_MOST "'syscalls':[{'names':['exit_group','read'],'action':'SCMP_ACT_ALLOW'}"

static void test_actions(void **state)
{
	(void)state;
	assert_int_equal(under("{'defaultAction':'SCMP_ACT_ALLOW','syscalls':["
			       "{'names':['getcwd'],'action':'SCMP_ACT_ERRNO'}]}",
				 getcwd_errno),
		EPERM);
	assert_int_equal(under("{'defaultAction':'SCMP_ACT_ALLOW','syscalls':["
			       "{'names':['getcwd'],'action':'SCMP_ACT_ERRNO','errnoRet':42}]}",
				 getcwd_errno),
		42);
	assert_int_equal(under("{'defaultAction':'SCMP_ACT_ALLOW','syscalls':["
			       "{'names':['getcwd'],'action':'SCMP_ACT_KILL_PROCESS'}]}",
				 getcwd_errno),
		-SIGSYS);
	assert_int_equal(
		under("{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':99," ALLOW_MOST "]}",
			getcwd_errno),
		99);
}

static void test_args(void **state)
{
	(void)state;
	assert_int_equal(under("{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['fcntl'],"
			       "'action':'SCMP_ACT_ERRNO','errnoRet':54,'args':["
			       "{'index':0,'value':1,'op':'SCMP_CMP_EQ'},"
			       "{'index':1,'value':255,'valueTwo':1,'op':'SCMP_CMP_MASKED_EQ'}]}]}",
				 fcntl_both),
		0);
	assert_int_equal(under("{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['fcntl'],"
			       "'action':'SCMP_ACT_ERRNO','errnoRet':54,'args':["
			       "{'index':0,'value':1,'op':'SCMP_CMP_EQ'},"
			       "{'index':0,'value':2,'op':'SCMP_CMP_EQ'}]}]}",
				 fcntl_either),
		0);
}

static void test_enosys(void **state)
{
	(void)state;
	/* Newer than the profile: ENOSYS; older but not named: the default. */
	assert_int_equal(
		under("{'defaultAction':'SCMP_ACT_ERRNO'," ALLOW_MOST "]}", newest_errno), ENOSYS);
	assert_int_equal(
		under("{'defaultAction':'SCMP_ACT_ERRNO'," ALLOW_MOST "]}", getcwd_errno), EPERM);
	assert_int_equal(under("{'defaultAction':'SCMP_ACT_ERRNO','architectures':["
			       "'SCMP_ARCH_X86_64','SCMP_ARCH_X86','SCMP_ARCH_X32',"
			       "'SCMP_ARCH_AARCH64','SCMP_ARCH_S390X']," ALLOW_MOST "]}",
				 newest_errno),
		ENOSYS);
	assert_int_equal(
		under("{'defaultAction':'SCMP_ACT_KILL_PROCESS'," ALLOW_MOST "]}", newest_errno),
		-SIGSYS);
}

#ifdef __x86_64__
/* A system call as a 32-bit program makes it. */
static long call32(long number)
{
	long ret;

	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(number), "b"(0), "c"(0), "d"(0) : "memory");
	return ret;
}

static int calls_of_three_kinds(void)
{
	/* getpid(2) is 20 on i386, where 39 is mkdir(2); then one too new on each. */
	if (call32(20) != syscall(SYS_getpid))
		return 1;
	if (call32(39) != -EPERM)
		return 2;
	if (call32(1000) != -ENOSYS || syscall(1000) != -1 || errno != ENOSYS)
		return 3;
	if (syscall(0x40000000 + 2000) != -1 || errno != ENOSYS)
		return 4;
	/* getcwd(2) of x32: older than the profile, not named. */
	if (syscall(0x40000000 + 79) != -1 || errno != EPERM)
		return 5;
	return 0;
}

static int call_of_i386(void)
{
	call32(20);
	return 0;
}

#define PROFILE                                                   \
	"{'defaultAction':'SCMP_ACT_ERRNO','architectures':[%s]," \
	"'syscalls':[{'names':['exit_group','getpid'],'action':'SCMP_ACT_ALLOW'}]}"

static void test_architectures(void **state)
{
	(void)state;
	if (call32(20) != getpid())
		skip(); /* a kernel without 32-bit programs */
	assert_int_equal(under(arena_printf(&t.arena, PROFILE,
				       "'SCMP_ARCH_X86','SCMP_ARCH_X86_64','SCMP_ARCH_X32',"
				       "'SCMP_ARCH_AARCH64','SCMP_ARCH_S390X'"),
				 calls_of_three_kinds),
		0);
	assert_int_equal(under(arena_printf(&t.arena, PROFILE, "'SCMP_ARCH_X86_64'"), call_of_i386),
		-SIGSYS);
}
#endif

static void test_refusals(void **state)
{
	(void)state;
	plan_of("{'defaultAction':'SCMP_ACT_ALLOW','defaultErrnoRet':1,'listenerMetadata':'x',"
		"'syscalls':[{'names':['read'],'action':'SCMP_ACT_KILL','errnoRet':2},"
		"{'names':['read'],'action':'SCMP_ACT_ERRNO','errnoRet':5000},"
		"{'names':['write'],'action':'SCMP_ACT_NOTIFY'}]}",
		false);
	assert_problem(
		&t, REFUSAL, "linux.seccomp.defaultErrnoRet", "SCMP_ACT_ALLOW takes no errno");
	assert_problem(&t, REFUSAL, "linux.seccomp.syscalls[0].errnoRet", "takes no errno");
	assert_problem(&t, REFUSAL, "linux.seccomp.syscalls[1].errnoRet", "5000 is above 4095");
	assert_problem(&t, REFUSAL, "linux.seccomp.listenerMetadata", "without listenerPath");
	assert_problem(&t, REFUSAL, "linux.seccomp.listenerPath", "an agent to notify");
	assert_int_equal(t.report.refusals, 5);
}

static void test_unknown_names(void **state)
{
	struct seccomp_plan plan =
		plan_of("{'defaultAction':'SCMP_ACT_ALLOW','flags':[],'syscalls':["
			"{'names':['fly','swim','read'],'action':'SCMP_ACT_LOG'}]}",
			true);

	(void)state;
	assert_problem(&t, WARNING, "linux.seccomp.syscalls", "does not know 2 of the names");
	assert_int_equal(plan.n_rules, 1);
	assert_string_equal(plan.rules[0].name, "read");
	assert_int_equal(plan.unknown.n, 2);
	assert_string_equal(plan.unknown.v[1], "swim");
	assert_int_equal(plan.flags, 0);
	assert_int_equal(plan_of("{'defaultAction':'SCMP_ACT_ALLOW'}", true).flags,
		SECCOMP_FILTER_FLAG_SPEC_ALLOW);
	/* Without a listener this flag means nothing, and the kernel would refuse it. */
	assert_int_equal(plan_of("{'defaultAction':'SCMP_ACT_ALLOW','flags':["
				 "'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV'],'syscalls':[]}",
				 true)
				 .flags,
		0);
}

/* The plan is complete without the config: numbers, actions with errno, arguments. */
static void test_rules(void **state)
{
	static const char profile[] =
		"{'defaultAction':'SCMP_ACT_ERRNO','architectures':['SCMP_ARCH_X86',"
		"'SCMP_ARCH_AARCH64','SCMP_ARCH_X86_64','SCMP_ARCH_S390X'],'syscalls':["
		"{'names':['read','socket'],'action':'SCMP_ACT_ALLOW'},"
		"{'names':['fcntl'],'action':'SCMP_ACT_ERRNO','errnoRet':7,'args':["
		"{'index':0,'value':1,'op':'SCMP_CMP_EQ'},{'index':0,'value':2,'op':'SCMP_CMP_EQ'}]"
		"}]}";
	struct seccomp_facts facts = {.native = SCMP_ARCH_X86_64, .actions = ~0U};
	struct seccomp_plan plan;
	struct oci_linux l;

	(void)state;
	READ(&t, &l, &oci_linux_type, arena_printf(&t.arena, "{'seccomp':%s}", profile));
	assert_true(seccomp_plan(&plan, &l, true, &facts, &t.report));
	assert_int_equal(plan.n_archs, 2);
	assert_int_equal(plan.archs[0], SCMP_ARCH_X86_64);
	assert_int_equal(plan.archs[1], SCMP_ARCH_X86);
	assert_int_equal(plan.n_rules, 4);
	assert_int_equal(plan.rules[1].number, 41);
	assert_int_equal(plan.rules[1].action, SCMP_ACT_ALLOW);
	assert_int_equal(plan.rules[1].n_args, 0);
	/* One argument compared twice is two rules. */
	assert_int_equal(plan.rules[3].number, 72);
	assert_int_equal(plan.rules[3].action, SCMP_ACT_ERRNO(7));
	assert_int_equal(plan.rules[3].entry, 1);
	assert_int_equal(plan.rules[3].n_args, 1);
	assert_int_equal(plan.rules[3].args[0].datum_a, 2);
	facts.native = SCMP_ARCH_AARCH64;
	assert_true(seccomp_plan(&plan, &l, true, &facts, &t.report));
	assert_int_equal(plan.n_archs, 1);
	assert_int_equal(plan.rules[0].number, 63);
}

/* The agent: takes the listener from the socket and lets every call through. */
static void answer(int listener)
{
	struct seccomp_notif n;
	struct seccomp_notif_resp r = {.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};

	for (;;) {
		memset(&n, 0, sizeof(n));
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &n) < 0)
			return;
		r.id = n.id;
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &r) < 0 && errno != ENOENT)
			return;
	}
}

static int receive_fd(int sock, char *text, size_t size)
{
	union {
		struct cmsghdr h;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = {text, size};
	struct msghdr m = {.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control)};
	ssize_t n = recvmsg(sock, &m, 0);
	int fd;

	assert_true(n > 0);
	text[n] = '\0';
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(fd));
	return fd;
}

static pid_t filtered_child(const struct seccomp_plan *plan, int memfd, int tell)
{
	pid_t pid = fork();
	int number, listener;
	struct err e;

	if (pid != 0)
		return pid;
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (!seccomp_listener_number(&number, &e) || write(tell, &number, sizeof(number)) < 0 ||
		!seccomp_install(plan, memfd, &listener, &e) || listener != number)
		_exit(1);
	/* From here on every call is asked about. */
	close(listener);
	if (write(tell, &number, sizeof(number)) != sizeof(number))
		syscall(SYS_exit_group, 2);
	syscall(SYS_exit_group, 0);
	return -1;
}

static void test_listener(void **state)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	struct seccomp_plan plan;
	autoclose int memfd = -1, sock = -1, pidfd = -1, listener = -1, connection = -1;
	int pair[2], number, status;
	pid_t pid, agent;
	char text[256];
	struct err e;

	(void)state;
	snprintf(name.sun_path, sizeof(name.sun_path), "/tmp/brig-agent-%d", getpid());
	plan = plan_of(
		arena_printf(&t.arena,
			"{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'%s','syscalls':[{'names'"
			":["
			"'write','sendmsg','close','exit_group'],'action':'SCMP_ACT_NOTIFY'}]}",
			name.sun_path),
		true);
	assert_true(plan.notify);
	memfd = compile(&plan);
	sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(sock, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(sock, 1), 0);
	agent = fork();
	if (agent == 0) {
		int taken = accept(sock, NULL, NULL);

		listener = receive_fd(taken, text, sizeof(text) - 1);
		if (strcmp(text, "{\"state\":1}") != 0)
			_exit(1);
		answer(listener);
		_exit(0);
	}
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	pid = filtered_child(&plan, memfd, pair[1]);
	pidfd = sys_pidfd_open(pid, &e);
	assert_int_equal(read(pair[0], &number, sizeof(number)), sizeof(number));
	connection = seccomp_connect(&plan, &e);
	assert_true(connection >= 0);
	listener = seccomp_fetch(pidfd, number, 5000, &e);
	if (listener < 0)
		give_up("%s", e.text);
	assert_true(seccomp_send(connection, listener, "{\"state\":1}", &e));
	fd_close(&connection);
	fd_close(&listener);
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	kill(agent, SIGKILL);
	waitpid(agent, &status, 0);
	close(pair[0]);
	close(pair[1]);
	unlink(name.sun_path);
}

static void test_listener_dead(void **state)
{
	pid_t pid = fork();
	autoclose int pidfd = -1;
	struct err e;

	(void)state;
	if (pid == 0)
		_exit(0);
	pidfd = sys_pidfd_open(pid, &e);
	assert_int_equal(seccomp_fetch(pidfd, 900, 5000, &e), -1);
	waitpid(pid, NULL, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_actions),
		TEST(test_args),
		TEST(test_enosys),
#ifdef __x86_64__
		TEST(test_architectures),
#endif
		TEST(test_refusals),
		TEST(test_unknown_names),
		TEST(test_rules),
		TEST(test_listener),
		TEST(test_listener_dead),
	};

	return cmocka_run_group_tests_name("security-seccomp", tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Hooks: plans, and real programs that succeed and fail. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "brig/hook/hook.h"
#include "brig/sys/subprocess.h"
#include "oci.h"
#include "plan-test.h"

static struct plan_test t;
static char out[64];

static int begin(void **state)
{
	int fd;

	(void)state;
	plan_test_begin(&t);
	snprintf(out, sizeof(out), "/tmp/brig-hook-XXXXXX");
	fd = mkstemp(out);
	return fd < 0 ? -1 : close(fd);
}

static int end(void **state)
{
	(void)state;
	plan_test_end(&t);
	return unlink(out);
}

/* A poststop hook of sh -c script; $OUT is a file. */
static struct hooks_plan script(const char *text, const char *more)
{
	struct hooks_plan plan;
	struct oci_hooks h;

	READ(&t, &h, &oci_hooks_type,
		arena_printf(&t.arena,
			"{'poststop':[{'path':'/bin/sh','args':['sh','-c','%s'],"
			"'env':['OUT=%s']%s}]}",
			text, out, more));
	assert_true(hooks_plan(&plan, &h, &t.report));
	return plan;
}

static const char *written(void)
{
	static char text[4096];
	int fd = open(out, O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void assert_fails(const char *text, const char *more, const char *part)
{
	struct hooks_plan plan = script(text, more);
	struct err e;

	if (hooks_run(&plan, HOOK_POSTSTOP, "{}", NULL, false, &e))
		give_up("'%s' was fine", text);
	if (!strstr(e.text, part))
		give_up("'%s' has not '%s'", e.text, part);
}

static void test_plan(void **state)
{
	struct hooks_plan plan;
	struct oci_hooks h;

	(void)state;
	READ(&t, &h, &oci_hooks_type,
		"{'prestart':[{'path':'/a'}],'createRuntime':[{'path':'/b','args':['x','y'],"
		"'env':['A=b'],'timeout':5}]}");
	assert_true(hooks_plan(&plan, &h, &t.report));
	assert_string_equal(plan.kind[HOOK_PRESTART].v[0].argv[0], "/a");
	assert_null(plan.kind[HOOK_PRESTART].v[0].argv[1]);
	assert_null(plan.kind[HOOK_PRESTART].v[0].envp[0]);
	assert_int_equal(plan.kind[HOOK_PRESTART].v[0].timeout_ms, -1);
	assert_int_equal(plan.kind[HOOK_CREATE_RUNTIME].v[0].timeout_ms, 5000);
	READ(&t, &h, &oci_hooks_type, "{'poststart':[{'path':'a','env':['A']},{'path':'/b'}]}");
	h.poststart.v[1].timeout = arena_alloc(&t.arena, sizeof(int64_t));
	assert_false(hooks_plan(&plan, &h, &t.report));
	assert_problem(&t, REFUSAL, "hooks.poststart[0].path", "not an absolute path");
	assert_problem(&t, REFUSAL, "hooks.poststart[0].env[0]", "NAME=value");
	assert_problem(&t, REFUSAL, "hooks.poststart[1].timeout", "greater than 0");
	assert_true(hooks_plan(&plan, NULL, &t.report));
}

static void test_input_and_environment(void **state)
{
	struct hooks_plan plan =
		script("cat >$OUT; /usr/bin/env >>$OUT; ls /proc/self/fd >>$OUT", "");
	int leak =
		open("/dev/null", O_RDONLY); /* not close-on-exec, as a careless caller leaves it */
	struct err e;

	(void)state;
	setenv("SECRET", "x", 1);
	signal(SIGPIPE, SIG_IGN);
	if (!hooks_run(&plan, HOOK_POSTSTOP, "{\"id\":\"c1\"}", NULL, false, &e))
		give_up("%s", e.text);
	signal(SIGPIPE, SIG_DFL);
	close(leak);
	assert_true(strncmp(written(), "{\"id\":\"c1\"}", 11) == 0);
	assert_null(strstr(written(), "SECRET"));
	assert_non_null(strstr(written(), "OUT=/tmp/"));
	/* The descriptors 0, 1, 2, and the directory that ls reads. */
	assert_non_null(strstr(written(), "\n0\n1\n2\n3\n"));
	assert_null(strstr(written(), "\n4\n"));
}

static void test_state_unread(void **state)
{
	struct hooks_plan plan = script("exit 0", "");
	char *big = arena_alloc(&t.arena, 1 << 20);
	struct err e;

	(void)state;
	memset(big, ' ', (1 << 20) - 1);
	assert_true(hooks_run(&plan, HOOK_POSTSTOP, big, NULL, false, &e));
}

static void test_failures(void **state)
{
	(void)state;
	assert_fails("exit 3", "", "hooks.poststop[0]: /bin/sh: exit status 3");
	assert_fails(
		"echo first >&2; echo no route >&2; exit 1", "", "exit status 1: first|no route");
	assert_fails("kill -SEGV $$", "", "killed by SIGSEGV (signal 11)");
}

static void test_missing(void **state)
{
	struct hooks_plan plan;
	struct oci_hooks h;
	struct err e;

	(void)state;
	READ(&t, &h, &oci_hooks_type, "{'prestart':[{'path':'/no/such/hook'}]}");
	assert_true(hooks_plan(&plan, &h, &t.report));
	assert_false(hooks_run(&plan, HOOK_PRESTART, "{}", NULL, false, &e));
	assert_non_null(strstr(e.text, "hooks.prestart[0]: exec /no/such/hook: No such file"));
	assert_int_equal(e.code, ENOENT);
}

static void test_timeout(void **state)
{
	struct timespec before, after;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &before);
	/* The child of the hook is killed too. */
	assert_fails("sleep 60 & echo $! >$OUT; echo slow >&2; wait", ",'timeout':1",
		"timed out after 1 s and was killed: slow");
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_true(after.tv_sec - before.tv_sec < 10);
	for (int i = 0; i < 100 && kill(atoi(written()), 0) == 0; i++)
		usleep(10000);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void test_order(void **state)
{
	struct hooks_plan plan;
	struct oci_hooks h;
	struct err e;

	(void)state;
	READ(&t, &h, &oci_hooks_type,
		arena_printf(&t.arena,
			"{'poststop':[{'path':'/bin/sh','args':['sh','-c','printf a >>%s']},"
			"{'path':'/bin/false'},"
			"{'path':'/bin/sh','args':['sh','-c','printf b >>%s']}]}",
			out, out));
	assert_true(hooks_plan(&plan, &h, &t.report));
	assert_false(hooks_run(&plan, HOOK_POSTSTOP, "{}", NULL, false, &e));
	assert_string_equal(written(), "a");
	assert_false(hooks_run(&plan, HOOK_POSTSTOP, "{}", NULL, true, &e));
	assert_non_null(strstr(e.text, "hooks.poststop[1]"));
	assert_string_equal(written(), "aab");
}

/* sys_subprocess_run() beyond hooks: a program, its streams and one more descriptor, whose numbers
 * may collide; no other descriptor is open. */
static void test_descriptors(void **state)
{
	static const char names[] =
		"for f in 0 3; do read -r l <&$f; echo $l; done; ls /proc/self/fd";
	char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char *)names, NULL};
	char *envp[] = {(char[]){"PATH=/usr/bin:/bin"}, NULL};
	int program = open("/bin/sh", O_PATH | O_CLOEXEC), output = open(out, O_WRONLY | O_CLOEXEC);
	struct sys_subprocess h = {
		.path = "a name", .argv = argv, .envp = envp, .program = program, .output = output};
	struct err e;

	(void)state;
	h.timeout_ms = 10000;
	h.input_fd = memfd_create("input", MFD_CLOEXEC);
	h.extra = memfd_create("extra", MFD_CLOEXEC);
	assert_int_equal(write(h.input_fd, "input\n", 6), 6);
	assert_int_equal(write(h.extra, "extra\n", 6), 6);
	assert_int_equal(lseek(h.input_fd, 0, SEEK_SET) + lseek(h.extra, 0, SEEK_SET), 0);
	if (!sys_subprocess_run(&h, &e))
		give_up("%s", e.text);
	assert_string_equal(written(), "input\nextra\n0\n1\n2\n3\n4\n"); /* 4: the directory */
	close(h.input_fd);
	close(h.extra);
	close(output);
	close(program);
}

/* SIGTERM ends the program unless the caller is patient; otherwise the signal stays pending. */
static void test_patience(void **state)
{
	char *argv[] = {
		(char[]){"sh"}, (char[]){"-c"}, (char[]){"kill -TERM $PPID; sleep 0.3"}, NULL};
	char *envp[] = {(char[]){"PATH=/usr/bin:/bin"}, NULL};
	struct sys_subprocess h = {
		.path = "/bin/sh", .argv = argv, .envp = envp, .timeout_ms = 10000};
	sigset_t term, old;
	struct err e;

	(void)state;
	assert_false(sys_subprocess_run(&h, &e));
	assert_int_equal(e.code, EINTR);
	h.patient = true;
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &old);
	assert_true(sys_subprocess_run(&h, &e));
	assert_int_equal(sigwaitinfo(&term, NULL), SIGTERM);
	sigprocmask(SIG_SETMASK, &old, NULL);
	h.timeout_ms = 1;
	argv[2] = (char[]){"sleep 10"};
	assert_false(sys_subprocess_run(&h, &e));
	assert_non_null(strstr(e.text, "timed out after 0.001 s"));
}

/* Acts only on the calling process: runs in the child of vfork(2). */
static bool confine(const void *with, struct err *e)
{
	const struct rlimit files = {*(const rlim_t *)with, 40};

	return setrlimit(RLIMIT_NOFILE, &files) == 0 || fail_errno(e, "limit files");
}

static void test_confinement(void **state)
{
	static const char words[] = "under limits";
	rlim_t soft = 30;
	const struct sys_confinement confinement = {confine, &soft, words};
	struct hooks_plan plan = script("ulimit -n >$OUT; ulimit -Hn >>$OUT", "");
	struct rlimit before, after;
	struct err e;

	(void)state;
	getrlimit(RLIMIT_NOFILE, &before);
	if (!hooks_run_confined(&plan, HOOK_POSTSTOP, "{}", &confinement, &e))
		give_up("%s", e.text);
	assert_string_equal(written(), "30\n40\n");
	soft = 41;
	assert_false(hooks_run_confined(&plan, HOOK_POSTSTOP, "{}", &confinement, &e));
	assert_string_equal(
		e.text, "hooks.poststop[0]: start /bin/sh: limit files: Invalid argument");
	assert_int_equal(e.code, EINVAL);
	soft = 30;
	plan.kind[HOOK_POSTSTOP].v[0].path = "/no/such";
	assert_false(hooks_run_confined(&plan, HOOK_POSTSTOP, "{}", &confinement, &e));
	assert_non_null(strstr(e.text, "exec /no/such under limits: No such file"));
	getrlimit(RLIMIT_NOFILE, &after);
	assert_memory_equal(&before, &after, sizeof(before));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_plan),
		TEST(test_input_and_environment),
		TEST(test_state_unread),
		TEST(test_failures),
		TEST(test_missing),
		TEST(test_timeout),
		TEST(test_order),
		TEST(test_descriptors),
		TEST(test_patience),
		TEST(test_confinement),
	};

	return cmocka_run_group_tests_name("hook", tests, NULL, NULL);
}

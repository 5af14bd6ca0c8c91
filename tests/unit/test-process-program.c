/* SPDX-License-Identifier: Apache-2.0 */
/* HOME, finding programs, and what is said of those that do not execute: on real files. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/process/program-exec.h"
#include "oci.h"
#include "plan-test.h"

static struct plan_test t;
static char dir[64];
static int root;

static int begin(void **state)
{
	(void)state;
	plan_test_begin(&t);
	snprintf(dir, sizeof(dir), "/tmp/brig-program-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	root = open(dir, O_PATH | O_DIRECTORY);
	return root < 0;
}

static int end(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	plan_test_end(&t);
	close(root);
	return system(command);
}

static void put(const char *name, const void *bytes, size_t n, mode_t mode)
{
	int fd = openat(root, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void put_text(const char *name, const char *text, mode_t mode)
{
	put(name, text, strlen(text), mode);
}

static struct program_plan plan_of(const char *arg, const char *path)
{
	struct program_plan plan;
	struct oci_process p;

	READ(&t, &p, &oci_process_type,
		arena_printf(&t.arena,
			"{'args':['%s'],'cwd':'/','env':['PATH=%s'],"
			"'user':{'uid':1000,'gid':0}}",
			arg, path));
	assert_true(program_plan(&plan, &p, &t.report));
	return plan;
}

static const char *home_of(const char *passwd)
{
	struct program_plan plan = plan_of("sh", "/bin");
	struct err e;

	if (mkdirat(root, "etc", 0755) < 0)
		assert_int_equal(errno, EEXIST);
	put("etc/passwd", passwd, strlen(passwd), 0644);
	assert_true(program_home(&plan, root, &e));
	assert_false(plan.needs_home);
	assert_null(plan.env[plan.env_n]);
	return arena_strdup(&t.arena, plan.env[plan.env_n - 1]);
}

static void test_home(void **state)
{
	char *big = malloc(40000);
	struct program_plan plan = plan_of("sh", "/bin");
	struct err e;

	(void)state;
	assert_true(program_home(&plan, root, &e)); /* no /etc at all */
	assert_string_equal(plan.env[1], "HOME=/");
	assert_string_equal(home_of(""), "HOME=/");
	assert_string_equal(
		home_of("root:x:0:0::/root:/bin/sh\nu:x:1000:5::/home/u:"), "HOME=/home/u");
	assert_string_equal(home_of("u:x:1000:5:g:/a\n"), "HOME=/a");
	/* A user who is called 1000 is not uid 1000. */
	assert_string_equal(home_of("1000:x:0:0::/evil:/bin/sh\n"), "HOME=/");
	assert_string_equal(
		home_of("broken\nu:x:+1000:5::/no:\nu:x:1000\nu:x:1000:5::rel:\n"), "HOME=/");
	memset(big, 'x', 39000);
	strcpy(big + 38000, "\nu:x:1000:5::/after:/bin/sh\n");
	assert_string_equal(home_of(big), "HOME=/after");
	free(big);
	/* A fifo of that name must not hang us. */
	assert_int_equal(unlinkat(root, "etc/passwd", 0), 0);
	assert_int_equal(mkfifoat(root, "etc/passwd", 0644), 0);
	plan = plan_of("sh", "/bin");
	assert_true(program_home(&plan, root, &e));
	assert_string_equal(plan.env[1], "HOME=/");
}

/* What program_exec() says of a program, in a child; the error comes back by a pipe. */
static struct err exec_error(const char *arg, const char *path)
{
	struct program_plan plan = plan_of(arg, path);
	struct err e = {0};
	int pipes[2], status;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		if (!program_exec(&plan, &e))
			_exit(write(pipes[1], &e, sizeof(e)) == sizeof(e) ? 0 : 1);
		_exit(1);
	}
	close(pipes[1]);
	assert_int_equal(read(pipes[0], &e, sizeof(e)), sizeof(e));
	close(pipes[0]);
	waitpid(pid, &status, 0);
	return e;
}

static void assert_says(const char *arg, const char *path, int code, const char *part)
{
	struct err e = exec_error(arg, path);

	if (!strstr(e.text, part) || e.code != code)
		give_up("'%s' (%d) has not '%s' (%d)", e.text, e.code, part, code);
}

static const char *in_dir(const char *name)
{
	return arena_printf(&t.arena, "%s/%s", dir, name);
}

static void put_elf(const char *name, unsigned machine, const char *interpreter)
{
	struct {
		Elf64_Ehdr h;
		Elf64_Phdr p;
		char text[64];
	} f = {.h = {.e_type = ET_EXEC,
		       .e_machine = (Elf64_Half)machine,
		       .e_version = EV_CURRENT,
		       .e_phoff = sizeof(Elf64_Ehdr),
		       .e_ehsize = sizeof(Elf64_Ehdr),
		       .e_phentsize = sizeof(Elf64_Phdr),
		       .e_phnum = 1},
		.p = {.p_type = PT_INTERP, .p_offset = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr)}};

	memcpy(f.h.e_ident, ELFMAG, SELFMAG);
	f.h.e_ident[EI_CLASS] = ELFCLASS64;
	f.h.e_ident[EI_DATA] = ELFDATA2LSB;
	f.h.e_ident[EI_VERSION] = EV_CURRENT;
	f.p.p_filesz = strlen(interpreter) + 1;
	strcpy(f.text, interpreter);
	put(name, &f, sizeof(f), 0755);
}

static void test_diagnosis(void **state)
{
	(void)state;
	put_text("script", "#!/no/such/shell -e\n", 0755);
	put_text("crlf", "#!/bin/sh\r\necho\r\n", 0755);
	put_text("plain", "#!/bin/sh\n", 0644);
	put_text("text", "echo hello\n", 0755);
	put_text("empty", "", 0755);
	put_text("bare", "#!\n", 0755);
	put_text("chain", arena_printf(&t.arena, "#!%s/script\n", dir), 0755);
	put_text("notx", arena_printf(&t.arena, "#!%s/plain\n", dir), 0755);
	put_elf("alien", EM_SPARCV9, "/lib/ld.so");
#ifdef __x86_64__
	put_elf("native", EM_X86_64, "/no/such/ld.so");
	assert_says(in_dir("native"), "/bin", ENOENT, "its interpreter /no/such/ld.so is missing");
#endif
	assert_says("no-such-program", "/bin:/usr/bin", ENOENT,
		"executable file `no-such-program` not found in $PATH: no such file "
		"or directory (PATH is /bin:/usr/bin)");
	assert_says(
		"/no/such/program", "/bin", ENOENT, "executable file `/no/such/program` not found");
	assert_says(in_dir("script"), "/bin", ENOENT, "its interpreter /no/such/shell is missing");
	assert_says(in_dir("crlf"), "/bin", ENOENT, "ends in CR LF");
	assert_says(in_dir("crlf"), "/bin", ENOENT, "\"/bin/sh\\r\"");
	assert_says(in_dir("text"), "/bin", ENOEXEC, "neither an ELF file nor a script");
	assert_says(in_dir("empty"), "/bin", ENOEXEC, "it is empty");
	assert_says(in_dir("bare"), "/bin", ENOEXEC, "names no interpreter");
	assert_says(
		in_dir("alien"), "/bin", ENOEXEC, "it is an ELF file for sparc64, this machine is");
	assert_says(in_dir("chain"), "/bin", ENOENT, "its interpreter /no/such/shell is missing");
	assert_says(in_dir("plain"), "/bin", EACCES,
		"not executable, its mode is 0644: permission denied");
	assert_says(in_dir("notx"), "/bin", EACCES, "not executable, its mode is 0644");
	assert_says(dir, "/bin", EACCES, "it is a directory: permission denied");
	/* What is there and does not execute is named, even when a later directory lacks it. */
	assert_says("plain", arena_printf(&t.arena, "/none:%s:/bin", dir), EACCES, "mode is 0644");
	assert_says("script", arena_printf(&t.arena, "%s:/none", dir), ENOENT, "/no/such/shell");
	assert_says("x", arena_printf(&t.arena, "%s/script", dir), ENOENT, "not found in $PATH");
}

static void test_find(void **state)
{
	struct program_plan plan = plan_of("prog", "/none:/bin");
	struct err e;
	const char *found;

	(void)state;
	assert_int_equal(mkdirat(root, "bin", 0755), 0);
	assert_null(program_find(&plan, root, &t.arena, &e));
	assert_non_null(strstr(e.text, "executable file `prog` not found in $PATH"));
	put_text("bin/prog", "#!/bin/sh\n", 0644);
	assert_null(program_find(&plan, root, &t.arena, &e));
	assert_int_equal(e.code, EACCES);
	put_text("bin/prog", "#!/bin/sh\n", 0755);
	found = program_find(&plan, root, &t.arena, &e);
	assert_string_equal(found, "/bin/prog");
	/* Links stay inside of the root. */
	assert_int_equal(symlinkat("/bin/prog", root, "bin/link"), 0);
	plan = plan_of("link", "/bin");
	found = program_find(&plan, root, &t.arena, &e);
	assert_string_equal(found, "/bin/link");
	plan = plan_of("../../bin/prog", "/bin");
	assert_non_null(program_find(&plan, root, &t.arena, &e));
}

static void test_cwd_made(void **state)
{
	struct program_plan plan = plan_of("sh", "/bin");
	struct err e;
	struct stat st;
	autoclose int here = open(".", O_PATH | O_DIRECTORY);

	(void)state;
	plan.cwd = in_dir("a//b/c");
	if (!program_cwd(&plan, NULL, &e))
		give_up("%s", e.text);
	assert_int_equal(fchdir(here), 0);
	assert_int_equal(fstatat(root, "a/b/c", &st, 0), 0);
	put_text("file", "", 0644);
	plan.cwd = in_dir("file/x");
	assert_false(program_cwd(&plan, NULL, &e));
	assert_int_equal(e.code, ENOTDIR);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_home),
		TEST(test_diagnosis),
		TEST(test_find),
		TEST(test_cwd_made),
	};

	return cmocka_run_group_tests_name("process-program", tests, NULL, NULL);
}
